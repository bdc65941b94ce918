package io.github.camelmodelarts.api;

import java.net.URI;
import java.util.Objects;

/**
 * One HTTP request, complete and unsent: what strategies prove and transports send. Immutable.
 *
 * @param method the HTTP method, in upper case
 * @param uri where it goes: scheme, host, path and query exactly as they go out (see {@link ServiceAddress})
 * @param headers what is sent beside what the transport adds itself: {@code Host}, the body's length and type
 * @param body what is sent
 */
public record ServiceRequest(String method, URI uri, Headers headers, Body body) {

    /** Refuses nulls. */
    public ServiceRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /**
     * A request without headers of its own.
     *
     * @param url complete, read as {@link ServiceAddress#parse} does
     * @throws ModelArtsRequestException if the URL is refused
     */
    public static ServiceRequest of(String method, String url, Body body) {
        return new ServiceRequest(method, ServiceAddress.parse(url).uri(), Headers.NONE, body);
    }

    /**
     * The same request with one header more, or replaced.
     *
     * @throws ModelArtsRequestException if the header can't travel unchanged
     */
    public ServiceRequest withHeader(String name, String value) {
        return new ServiceRequest(method, uri, headers.with(name, value), body);
    }

    /** The same request with another body. */
    public ServiceRequest withBody(Body other) {
        return new ServiceRequest(method, uri, headers, other);
    }

    /** The authority as it goes out in {@code Host}: lower case, a port unless it is the scheme's own. */
    public String host() {
        return uri.getRawAuthority();
    }

    /** Method and target without the query, which may hold what is nobody's business. */
    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + host() + uri.getRawPath();
    }
}
