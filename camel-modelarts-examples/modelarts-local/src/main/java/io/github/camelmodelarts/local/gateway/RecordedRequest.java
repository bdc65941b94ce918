package io.github.camelmodelarts.local.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * A request that the server received, and how it responded. Recorded before the response is sent, so a client that has
 * the response finds the record. Contains everything that was sent, secrets included: don't log its headers. Immutable.
 */
public final class RecordedRequest {

    private final RawRequest head;
    private final byte[] body;
    private final long bodyLength;
    private final @Nullable String service;
    private final @Nullable Scheme scheme;
    private final int status;
    private final @Nullable String errorCode;
    private final String requestId;
    private final Instant arrival;
    private final int remotePort;

    RecordedRequest(Call call) {
        head = call.head();
        body = call.body().recorded();
        bodyLength = call.body().length();
        service = call.service();
        scheme = call.scheme();
        status = call.status();
        errorCode = call.errorCode();
        requestId = call.requestId();
        arrival = call.arrival();
        remotePort = call.remotePort();
    }

    /** The method as sent. */
    public String method() {
        return head.method();
    }

    /** The request target as sent: path and query, not decoded. */
    public String target() {
        return head.target();
    }

    /**
     * All headers as received. Names are looked up in any case; the values of one name are in their order. Each octet
     * of a value is one {@code char} (ISO-8859-1).
     */
    public Map<String, List<String>> headers() {
        return head.headers();
    }

    /** The first value of a header, with its name in any case, or null. */
    public @Nullable String header(String name) {
        return head.header(name);
    }

    /** A copy of the first MiB of the body, or less if the gateway did not read the body to its end. */
    public byte[] body() {
        return body.clone();
    }

    /** The recorded part of the body as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The number of bytes of the body that the gateway read, recorded or not. A body rejected by its
     * {@code Content-Length} is not read.
     */
    public long bodyLength() {
        return bodyLength;
    }

    /** The name of the service, or null if there is no service at the path. */
    public @Nullable String service() {
        return service;
    }

    /** The scheme that authenticated the request, or null if it was rejected before. */
    public @Nullable Scheme scheme() {
        return scheme;
    }

    /**
     * The status of the response, or 0 if none was sent: the connection was cut, or the client closed it before its request
     * was complete. If the client closes it later, the status is recorded nevertheless.
     */
    public int status() {
        return status;
    }

    /** The error code of the response if it was a rejection or a planned failure with a code, otherwise null. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /** The id in the header {@code X-Request-Id} of the response. */
    public String requestId() {
        return requestId;
    }

    /** The time when the request's head was read, by the server's clock. */
    public Instant arrival() {
        return arrival;
    }

    /** The client's port. Requests with the same port within a short time used the same connection. */
    public int remotePort() {
        return remotePort;
    }

    int recordedBytes() {
        return body.length;
    }

    /** Shows no headers and no query, because they may contain secrets. */
    @Override
    public String toString() {
        return "RecordedRequest[" + method() + " " + head.path() + " -> " + status()
                + (errorCode() == null ? "" : " " + errorCode()) + "]";
    }
}
