package io.github.camelmodelarts.local.call;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import io.undertow.io.UndertowInputStream;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.signing.RawRequest;

/** One request in the gateway, with the facts that are found while it is processed. Used by one thread at a time. */
public final class Call {

    private final HttpServerExchange exchange;
    private final RawRequest head;
    private final RequestBody body;
    private final Instant arrival;
    private final String requestId = randomId(ThreadLocalRandom.current());

    private volatile @Nullable String service;
    private volatile @Nullable Scheme scheme;
    private volatile int status;
    private volatile @Nullable String errorCode;
    private volatile Runnable recorder = () -> {};

    /** Creates the call of a request that has just arrived. */
    public Call(HttpServerExchange exchange, RawRequest head, Instant arrival) {
        this.exchange = exchange;
        this.head = head;
        this.arrival = arrival;
        this.body = new RequestBody(new UndertowInputStream(exchange));
    }

    private static String randomId(Random random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Its exchange with the client. */
    public HttpServerExchange exchange() {
        return exchange;
    }

    /** Its head as received. */
    public RawRequest head() {
        return head;
    }

    /** Its body. */
    public RequestBody body() {
        return body;
    }

    /** The time when its head was read. */
    public Instant arrival() {
        return arrival;
    }

    /** The id in its response. */
    public String requestId() {
        return requestId;
    }

    /** The client's port. */
    public int remotePort() {
        return exchange.getSourceAddress().getPort();
    }

    /** The name of its service, or null. */
    public @Nullable String service() {
        return service;
    }

    /** Sets its service, and the limit for its body. */
    public void leadsTo(String name, long bodyLimit) {
        service = name;
        body.limit(bodyLimit);
    }

    /** The scheme that authenticated it, or null. */
    public @Nullable Scheme scheme() {
        return scheme;
    }

    /** Continues on a thread that may block. */
    public void onWorker(Runnable task) {
        exchange.dispatch(task);
    }

    /** Sets the scheme that authenticated it. */
    public void provedBy(Scheme proof) {
        scheme = proof;
    }

    /** The status of its response, or 0. */
    public int status() {
        return status;
    }

    /** The error code of its response, or null. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /**
     * Sets the action that records the request. It runs before the response is sent, or when the exchange ends without one.
     */
    public void recordWith(Runnable action) {
        recorder = action;
    }

    /** Sets status and error code of the response, which is about to be sent, and records the request. */
    void answered(int answeredStatus, @Nullable String code) {
        status = answeredStatus;
        errorCode = code;
        recorder.run();
    }

    /** The response could not be sent: records that there is none. */
    void unanswered() {
        status = 0;
        errorCode = null;
        recorder.run();
    }

    /** Records the request, unless that is done already. */
    public void ended() {
        if (status == 0) {
            recorder.run();
        }
    }
}
