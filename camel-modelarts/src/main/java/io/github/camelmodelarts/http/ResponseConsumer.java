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
 * Hands an answer on while it arrives, unpacked and within bounds: a success up to the limit, of a failure the beginning. What exceeds
 * them closes an HTTP/1.1 connection instead of being read and thrown away; over HTTP/2 it is thrown away, because others share the
 * connection.
 */
final class ResponseConsumer implements AsyncResponseConsumer<ResponseHead> {

    /** How much of a failure's body is kept. */
    static final int KEPT_OF_FAILURES = 64 * 1024;

    /** Schemes of authentication to a proxy that are not supported. */
    private static final List<String> OTHER_SCHEMES = List.of("NTLM", "Negotiate", "Kerberos", "Digest");

    private static final int LARGEST_PIECE = 16 * 1024;
    private static final int MOST_INTERIM = 100;

    private final HttpReply reply;
    private final long limit;
    private final boolean tlsExpected;
    private final boolean proxied;
    private final @Nullable Redaction echoes;
    private @Nullable ResponseHead head;
    /** Collects a failure that may quote secrets. */
    private @Nullable ByteArrayOutputStream quoting;

    private @Nullable Gunzip unpacking;
    /** In a coding that is not understood, or broken: of a failure, whose status says enough, nothing more is kept. */
    private boolean unreadable;
    /** Why a success can't be taken, once anything of it comes. */
    private @Nullable ModelArtsResponseException refused;

    private long received;
    private long kept;
    private int interim;
    private @Nullable FutureCallback<ResponseHead> done;
    /** Whether the end of the body counts: not if its connection broke while the request was sent. */
    private BooleanSupplier believable = () -> true;

    /**
     * A consumer.
     *
     * @param limit the largest success, in bytes, unpacked
     * @param echoes what must not stand in a failure, or null
     */
    ResponseConsumer(HttpReply reply, long limit, boolean tlsExpected, boolean proxied, @Nullable Redaction echoes) {
        this.reply = reply;
        this.limit = limit;
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
        SentMark.answered(context);
        try {
            Framing.requireShort(response);
            Framing.requireUnambiguous(response);
        } catch (ProtocolException e) {
            throw reset(e);
        }
        ResponseHead received = unechoed(new ResponseHead(response.getCode(), headers(response)));
        head = received;
        done = resultCallback;
        if (entity != null) {
            if (received.isSuccess() && entity.getContentLength() > limit) {
                throw reset(tooLarge());
            }
            prepare(received);
        }
        boolean endsWithConnection = Framing.endsWithConnection(response, entity);
        believable = () -> !endsWithConnection || !received.isSuccess() || !SentMark.isUploading(context);
        reply.begin(received, endsWithConnection);
        if (entity == null) {
            complete(received);
        }
    }

    private static Headers headers(HttpResponse response) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (Header header : response.getHeaders()) {
            lines.add(Map.entry(header.getName(), header.getValue() == null ? "" : header.getValue()));
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
            unpacking = new Gunzip(this::keep);
        } else if (!coding.isEmpty() && !coding.equals("identity")) {
            unreadable = true;
            refused = received.isSuccess() ? notUnderstood(received.status(), coding) : null;
        }
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        reply.body().from(capacity);
    }

    /** An Error here would end the reactor, and all its calls with it. */
    @Override
    public void consume(ByteBuffer source) throws IOException {
        try {
            requireWanted();
            take(source);
        } catch (Error e) {
            throw reset(new IOException("The answer can't be taken: " + e, e));
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
        // what comes to nothing is bounded, too
        requireBounded(received);
        reply.body().taken(length);
    }

    private static ByteBuffer piece(ByteBuffer source) {
        byte[] piece = new byte[Math.min(source.remaining(), LARGEST_PIECE)];
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

    /** What a failure says counts more than how it is packed: what can be unpacked of it will do. */
    private void requireUnpacked(IOException cause) throws HttpStreamResetException {
        ResponseHead known = begun();
        if (known.isSuccess()) {
            throw reset(new ModelArtsResponseException(
                    "The answer (status " + known.status() + ") says it is gzip but can't be unpacked: "
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
            throw reset(new IOException("The rest of a failure's body is not wanted"));
        }
    }

    /** Over HTTP/2 an answer may still come to who has given it up. */
    private void requireWanted() throws HttpStreamResetException {
        if (reply.isOver()) {
            throw new HttpStreamResetException("The answer is not wanted any more");
        }
    }

    /** Ends the exchange: over HTTP/1.1 with its connection, over HTTP/2 for this side alone. */
    private static HttpStreamResetException reset(Exception cause) {
        return new HttpStreamResetException(String.valueOf(cause.getMessage()), cause);
    }

    private ModelArtsResponseException tooLarge() {
        return new ModelArtsResponseException(
                "The answer is larger than maxResponseSize=" + limit
                        + " bytes; raise the option if that is what to expect",
                null);
    }

    private static ModelArtsResponseException notUnderstood(int status, String coding) {
        return new ModelArtsResponseException(
                "The answer (status " + status + ") is in "
                        + (coding.length() > 40
                                ? "a content coding"
                                : "the content coding '" + Printable.of(coding, 240) + "'")
                        + ", which was not asked for and is not understood; only gzip is",
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
            throw new ConnectionClosedException("it ended before the request was sent");
        }
        complete(begun());
    }

    /**
     * A proxy that refuses a tunnel answers in the service's place. There is no TLS session then, and no service has been reached.
     */
    private void requireFromService(HttpResponse response, HttpContext context) throws IOException {
        boolean tls = HttpCoreContext.cast(context).getSSLSession() != null;
        int status = response.getCode();
        if (proxied && ((tlsExpected && !tls) || status == 407)) {
            throw new ModelArtsConnectionException(
                    "The proxy refused the connection to the service: it answered " + status,
                    status == 407
                            ? proxyAuthentication(response)
                            : "Ask who runs the proxy to allow this host and port, or name the host in nonProxyHosts",
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
        return "The proxy wants " + String.join(" or ", others)
                + ", and only Basic is supported here: ask its administrator to allow Basic, or this"
                + " client without a password, or put a proxy in between that supports both, or name the host in nonProxyHosts";
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
            // character by character, so that bytes of any charset stay what they are
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
        // 1xx but 100, of which nobody is told: the answer itself is still to come
        interim++;
        if (interim > MOST_INTERIM) {
            throw reset(new ProtocolException("More than " + MOST_INTERIM + " interim answers"));
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
