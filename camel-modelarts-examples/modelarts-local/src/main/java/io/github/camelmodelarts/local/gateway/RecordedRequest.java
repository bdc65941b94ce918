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
 * A request that the server received, and how it responded. Recorded before the response is sent, so a client that has the
 * response finds the record. Contains everything that was sent, secrets included: don't log its headers. Immutable.
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

    /** The request target as sent: path and query, nothing decoded. */
    public String target() {
        return head.target();
    }

    /**
     * All headers as received, looked up in any case of the name, the values of one name in their order. Octets of a value stand
     * one to a {@code char} (ISO-8859-1).
     */
    public Map<String, List<String>> headers() {
        return head.headers();
    }

    /** The first value of a header, by its name in any case, or null. */
    public @Nullable String header(String name) {
        return head.header(name);
    }

    /** The first MiB of the body, or less of a body that the gateway did not read to its end; a copy. */
    public byte[] body() {
        return body.clone();
    }

    /** The recorded part of the body as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How many bytes of the body the gateway read, recorded or not. A body refused by its {@code Content-Length} is not read. */
    public long bodyLength() {
        return bodyLength;
    }

    /** The name of the service, or null if the path led to none. */
    public @Nullable String service() {
        return service;
    }

    /** The scheme that let the request in, or null if it was refused before that was settled. */
    public @Nullable Scheme scheme() {
        return scheme;
    }

    /** The status answered, or 0 if the connection broke, or was cut, before an answer. */
    public int status() {
        return status;
    }

    /** The code in the answer if it was a refusal or an injected failure with one, else null. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /** The id that the answer carries as {@code X-Request-Id}. */
    public String requestId() {
        return requestId;
    }

    /** When the request's head had been read, by the server's clock. */
    public Instant arrival() {
        return arrival;
    }

    /** The client's port: requests that share it, close in time, came over one connection. */
    public int remotePort() {
        return remotePort;
    }

    int recordedBytes() {
        return body.length;
    }

    /** No headers and no query, which may hold secrets. */
    @Override
    public String toString() {
        return "RecordedRequest[" + method() + " " + head.path() + " -> " + status()
                + (errorCode() == null ? "" : " " + errorCode()) + "]";
    }
}
