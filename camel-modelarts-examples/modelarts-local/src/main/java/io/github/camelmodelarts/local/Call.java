package io.github.camelmodelarts.local;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import io.undertow.io.UndertowInputStream;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.signing.RawRequest;

/** One request on its way through the gateway, and what becomes known of it. Used by one thread at a time. */
final class Call {

    private final HttpServerExchange exchange;
    private final RawRequest head;
    private final RequestBody body;
    private final Instant arrival;
    private final String requestId = randomId(ThreadLocalRandom.current());

    private volatile @Nullable String service;
    private volatile @Nullable Scheme scheme;
    private volatile int status;
    private volatile @Nullable String errorCode;

    Call(HttpServerExchange exchange, RawRequest head, Instant arrival) {
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

    HttpServerExchange exchange() {
        return exchange;
    }

    RawRequest head() {
        return head;
    }

    RequestBody body() {
        return body;
    }

    Instant arrival() {
        return arrival;
    }

    String requestId() {
        return requestId;
    }

    int remotePort() {
        return exchange.getSourceAddress().getPort();
    }

    /** The name of the service that it leads to, or null. */
    @Nullable
    String service() {
        return service;
    }

    void leadsTo(String name, long bodyLimit) {
        service = name;
        body.limit(bodyLimit);
    }

    @Nullable
    Scheme scheme() {
        return scheme;
    }

    void provedBy(Scheme proof) {
        scheme = proof;
    }

    int status() {
        return status;
    }

    @Nullable
    String errorCode() {
        return errorCode;
    }

    void answered(int answeredStatus, @Nullable String code) {
        status = answeredStatus;
        errorCode = code;
    }
}
