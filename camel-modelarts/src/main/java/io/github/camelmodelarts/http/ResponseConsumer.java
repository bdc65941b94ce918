package io.github.camelmodelarts.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.Printable;

/**
 * Passes a response on while it arrives, decompressed and within limits: a success up to the limit, and the beginning of an error response. A
 * response over the limit closes an HTTP/1.1 connection, so that the rest is not read; over HTTP/2 the rest is discarded, because other calls
 * share the connection.
 */
final class ResponseConsumer implements AsyncResponseConsumer<ResponseHead> {

    /** How many bytes of an error response are kept. */
    static final int KEPT_OF_FAILURES = 64 * 1024;

    /** Authentication schemes of proxies that are not supported. */
    private static final List<String> OTHER_SCHEMES = List.of("NTLM", "Negotiate", "Kerberos", "Digest");

    private static final int MOST_INTERIM = 100;

    private final HttpReply reply;
    private final long limit;
    private final boolean streams;
    private final boolean tlsExpected;
    private final boolean proxied;
    private final @Nullable Redaction echoes;
    private @Nullable ResponseHead head;
    /** Collects the body of an error response that can echo secrets. */
    private @Nullable ByteArrayOutputStream quoting;

    private @Nullable Gunzip unpacking;
    /** Whether the body has an unknown coding or is corrupt: then no more of an error response is kept, because its status is enough. */
    private boolean unreadable;
    /** Why a success can't be read. Thrown when the first bytes of its body arrive. */
    private @Nullable ModelArtsResponseException refused;

    private long received;
    private long kept;
    private int interim;
    private @Nullable FutureCallback<ResponseHead> done;
    /** Whether the end of the body is valid: not if the connection broke while the request was sent. */
    private BooleanSupplier believable = () -> true;

    /**
     * Creates a consumer.
     *
     * @param limits the largest success, in bytes, decompressed. A streamed success has no limit and is not decompressed here, because
     *     its reader determines how much of it is in memory
     * @param echoes the redaction of secrets in error responses, or null
     */
    ResponseConsumer(HttpReply reply, Limits limits, boolean tlsExpected, boolean proxied, @Nullable Redaction echoes) {
        this.reply = reply;
        this.streams = limits.streams();
        this.limit = streams ? Long.MAX_VALUE : limits.maxResponseSize();
        this.tlsExpected = tlsExpected;
        this.proxied = proxied;
        this.echoes = echoes;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<ResponseHead> resultCallback)
            throws IOException {
        requireWanted();
        requireFromService(response, context);
        ExchangeContext exchange = ExchangeContext.of(context);
        if (exchange != null) {
            exchange.answered();
        }
        ResponseHead received = unechoed(new ResponseHead(response.getCode(), headers(response)));
        head = received;
        done = resultCallback;
        if (entity != null) {
            if (received.isSuccess() && entity.getContentLength() > limit) {
                throw reset(tooLarge());
            }
            prepare(received);
            if (streams && refused != null) {
                // before the response is handed on
                throw reset(refused);
            }
        }
        boolean endsWithConnection = Framing.endsWithConnection(response, entity);
        believable = () -> !endsWithConnection || !received.isSuccess() || exchange == null || !exchange.isUploading();
        reply.begin(received, endsWithConnection);
        if (entity == null) {
            complete(received);
        }
    }

    private static Headers headers(HttpResponse response) throws HttpStreamResetException {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        response.headerIterator().forEachRemaining(header -> {
            // once, because HttpCore makes a new string each time
            String value = header.getValue();
            lines.add(Map.entry(header.getName(), value == null ? "" : value));
        });
        try {
            Framing.requireShort(lines);
            Framing.requireUnambiguous(lines);
        } catch (ProtocolException e) {
            throw reset(e);
        }
        return Headers.received(lines);
    }

    private ResponseHead unechoed(ResponseHead received) {
        if (echoes == null || received.isSuccess()) {
            return received;
        }
        quoting = new ByteArrayOutputStream();
        return new ResponseHead(
                received.status(),
                Headers.received(echoes.applyToAll(received.headers().asMap()).entrySet()));
    }

    private void prepare(ResponseHead received) {
        String header = received.headers().get("Content-Encoding");
        String coding = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
            unpacking = streams && received.isSuccess() ? null : new Gunzip(this::keep);
        } else if (!coding.isEmpty() && !coding.equals("identity")) {
            unreadable = true;
            refused = received.isSuccess() ? notUnderstood(received.status(), coding) : null;
        }
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        reply.body().from(capacity);
    }

    /** Reads a piece of the body. An Error here would end the reactor and all its calls, so it is caught. */
    @Override
    public void consume(ByteBuffer source) throws IOException {
        try {
            requireWanted();
            take(source);
        } catch (Error e) {
            throw reset(new IOException("The response can't be read: " + e, e));
        }
    }

    private void take(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (refused != null && length > 0) {
            throw reset(refused);
        }
        received += length;
        if (unpacking != null && !unreadable) {
            unpack(unpacking, source);
        }
        while (source.hasRemaining()) {
            keep(piece(source));
        }
        // the input is also limited, because it can be without output
        requireBounded(received);
        reply.body().taken(length);
    }

    private static ByteBuffer piece(ByteBuffer source) {
        byte[] piece = new byte[Math.min(source.remaining(), ReceivedBody.LARGEST_PIECE)];
        source.get(piece);
        return ByteBuffer.wrap(piece);
    }

    private void unpack(Gunzip gzip, ByteBuffer source) throws IOException {
        try {
            gzip.add(source);
        } catch (ZipException e) {
            requireUnpacked(e);
        }
    }

    /** Fails if a success can't be decompressed. Of an error response, the part that could be decompressed is kept. */
    private void requireUnpacked(IOException cause) throws HttpStreamResetException {
        ResponseHead known = begun();
        if (known.isSuccess()) {
            throw reset(new ModelArtsResponseException(
                    "The response (status " + known.status() + ") is declared as gzip but can't be decompressed: "
                            + cause.getMessage(),
                    cause));
        }
        unreadable = true;
    }

    private long most() {
        return begun().isSuccess() ? limit : KEPT_OF_FAILURES;
    }

    private void keep(ByteBuffer piece) throws IOException {
        requireWanted();
        if (unreadable) {
            return;
        }
        long all = kept + piece.remaining();
        if (all > most() && begun().isSuccess()) {
            throw reset(tooLarge());
        }
        piece.limit(piece.position() + (int) Math.min(piece.remaining(), most() - kept));
        kept += piece.remaining();
        if (quoting == null) {
            reply.body().add(piece);
        } else {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            quoting.writeBytes(bytes);
        }
        requireBounded(all);
    }

    private void requireBounded(long length) throws HttpStreamResetException {
        if (length > most()) {
            if (begun().isSuccess()) {
                throw reset(tooLarge());
            }
            end();
            throw reset(new IOException("The rest of the error response is not needed"));
        }
    }

    /** Over HTTP/2 a response can still arrive after the exchange was cancelled. */
    private void requireWanted() throws HttpStreamResetException {
        if (reply.isOver()) {
            throw new HttpStreamResetException("The response is no longer needed");
        }
    }

    /** The exception that ends the exchange: over HTTP/1.1 together with its connection, over HTTP/2 only on this side. */
    private static HttpStreamResetException reset(Exception cause) {
        return new HttpStreamResetException(String.valueOf(cause.getMessage()), cause);
    }

    private ModelArtsResponseException tooLarge() {
        return new ModelArtsResponseException(
                "The response is larger than maxResponseSize=" + limit
                        + " bytes; raise the option if such responses are expected",
                null);
    }

    private static ModelArtsResponseException notUnderstood(int status, String coding) {
        return new ModelArtsResponseException(
                "The response (status " + status + ") has "
                        + (coding.length() > 40
                                ? "a content coding"
                                : "the content coding '" + Printable.of(coding, 240) + "'")
                        + ", which was not requested and is not supported; only gzip is supported",
                null);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        Gunzip gzip = unpacking;
        if (gzip != null && !unreadable) {
            try {
                gzip.end();
            } catch (EOFException e) {
                requireUnpacked(e);
            }
        }
        if (!believable.getAsBoolean()) {
            throw new ConnectionClosedException("the response ended before the request was sent");
        }
        complete(begun());
    }

    /**
     * Fails if a proxy rejected the tunnel: HttpClient returns the proxy's response as if the service had sent it. Then there is no TLS session,
     * and no service was reached.
     */
    private void requireFromService(HttpResponse response, HttpContext context) throws IOException {
        boolean tls = HttpCoreContext.cast(context).getSSLSession() != null;
        int status = response.getCode();
        if (proxied && ((tlsExpected && !tls) || status == 407)) {
            throw new ModelArtsConnectionException(
                    "The proxy rejected the connection to the service: it responded with status " + status,
                    status == 407
                            ? proxyAuthentication(response)
                            : "Ask the administrator of the proxy to allow this host and port, or add the host to nonProxyHosts",
                    false,
                    status >= 500,
                    1,
                    null);
        }
    }

    private static String proxyAuthentication(HttpResponse response) {
        String offered = Stream.of(response.getHeaders(HttpHeaders.PROXY_AUTHENTICATE))
                .map(Header::getValue)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        List<String> others =
                OTHER_SCHEMES.stream().filter(scheme -> offers(offered, scheme)).toList();
        if (others.isEmpty() || offers(offered, "Basic")) {
            return "Set proxyUsername and proxyPassword, or correct them";
        }
        return "The proxy demands " + String.join(" or ", others)
                + ", but this component supports only Basic: ask the administrator of the proxy to allow Basic, or to"
                + " allow this client without a password; or use a local forwarding proxy that supports both, or add the"
                + " host to nonProxyHosts";
    }

    private static boolean offers(String schemes, String scheme) {
        return Pattern.compile("(^|,)\\s*" + scheme + "(?![^\\s,])", Pattern.CASE_INSENSITIVE)
                .matcher(schemes)
                .find();
    }

    private ResponseHead begun() {
        if (head == null) {
            throw new IllegalStateException("A body came before its head");
        }
        return head;
    }

    private void end() {
        if (quoting != null && echoes != null) {
            // as ISO-8859-1, so that bytes of any charset stay unchanged
            String plain = echoes.apply(quoting.toString(StandardCharsets.ISO_8859_1));
            ByteBuffer bytes = ByteBuffer.wrap(plain.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                reply.body().add(piece(bytes));
            }
        }
        reply.end();
    }

    private void complete(ResponseHead known) {
        end();
        if (done != null) {
            done.completed(known);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) throws IOException {
        // 1xx except 100, which is not reported: the response itself follows
        interim++;
        if (interim > MOST_INTERIM) {
            throw reset(new ProtocolException("More than " + MOST_INTERIM + " interim responses"));
        }
    }

    @Override
    public void failed(Exception cause) {
        reply.fail(cause);
    }

    @Override
    public void releaseResources() {
        if (unpacking != null) {
            unpacking.close();
        }
    }
}
