package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
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

/**
 * Takes an answer in, within bounds: a success up to the limit, of a failure the beginning. What exceeds them closes an HTTP/1.1
 * connection instead of being read and thrown away; over HTTP/2 it is thrown away, because others share the connection.
 */
final class ResponseConsumer implements AsyncResponseConsumer<RawResponse> {

    private static final int MOST_INTERIM = 100;

    private final CompletableFuture<RawResponse> received;
    private final long limit;
    private final boolean tlsExpected;
    private final boolean proxied;
    private ReceivedBytes content = new ReceivedBytes(0);
    private @Nullable HttpResponse head;
    private boolean endsWithConnection;
    private int interim;
    private @Nullable FutureCallback<RawResponse> done;

    ResponseConsumer(CompletableFuture<RawResponse> received, long limit, boolean tlsExpected, boolean proxied) {
        this.received = received;
        this.limit = limit;
        this.tlsExpected = tlsExpected;
        this.proxied = proxied;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<RawResponse> resultCallback)
            throws IOException {
        requireWanted();
        requireFromService(response, context);
        try {
            Framing.requireShort(response);
            Framing.requireUnambiguous(response);
        } catch (ProtocolException e) {
            throw reset(e);
        }
        head = response;
        endsWithConnection = Framing.endsWithConnection(response, entity);
        done = resultCallback;
        if (entity == null) {
            complete();
            return;
        }
        long length = entity.getContentLength();
        if (isSuccess() && length > limit) {
            throw reset(RawResponse.tooLarge(limit));
        }
        content = new ReceivedBytes(length < 0 ? 0 : (int) Math.min(length, most()));
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        capacity.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        requireWanted();
        byte[] bytes = new byte[(int) Math.min(most() - content.size(), source.remaining())];
        source.get(bytes);
        content.write(bytes, 0, bytes.length);
        if (source.hasRemaining()) {
            if (isSuccess()) {
                throw reset(RawResponse.tooLarge(limit));
            }
            received.complete(raw());
            throw reset(new IOException("The rest of a failure's body is not wanted"));
        }
    }

    /** Over HTTP/2 an answer may still come to who has given it up. */
    private void requireWanted() throws HttpStreamResetException {
        if (received.isDone()) {
            throw new HttpStreamResetException("The answer is not wanted any more");
        }
    }

    private long most() {
        return isSuccess() ? limit : RawResponse.KEPT_OF_FAILURES;
    }

    /** Ends the exchange: over HTTP/1.1 with its connection, over HTTP/2 for this side alone. */
    private static HttpStreamResetException reset(Exception cause) {
        return new HttpStreamResetException(String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        complete();
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
                            ? "Set proxyUsername and proxyPassword, or correct them"
                            : "Ask who runs the proxy to allow this host and port, or name the host in nonProxyHosts",
                    false,
                    status >= 500,
                    1,
                    null);
        }
    }

    private boolean isSuccess() {
        return head != null && RawResponse.isSuccess(head.getCode());
    }

    private void complete() {
        RawResponse raw = raw();
        received.complete(raw);
        if (done != null) {
            done.completed(raw);
        }
    }

    private RawResponse raw() {
        if (head == null) {
            throw new IllegalStateException("A body came before its head");
        }
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (Header header : head.getHeaders()) {
            lines.add(Map.entry(header.getName(), header.getValue() == null ? "" : header.getValue()));
        }
        return new RawResponse(head.getCode(), Headers.received(lines), content, endsWithConnection);
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
        received.completeExceptionally(cause);
    }

    @Override
    public void releaseResources() {
        // nothing is held but memory
    }
}
