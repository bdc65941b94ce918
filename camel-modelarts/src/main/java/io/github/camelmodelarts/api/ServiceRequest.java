package io.github.camelmodelarts.api;

import java.net.URI;
import java.util.Objects;

/**
 * One complete HTTP request, before it is sent. Strategies authenticate it, transports send it. Immutable.
 *
 * @param method the HTTP method, in upper case
 * @param uri the target: scheme, host, path and query exactly as they are sent (see {@link ServiceAddress})
 * @param headers the headers to send; the transport itself adds {@code Host} and the length and type of the body
 * @param body the body to send; {@link Body#NONE} for none
 */
public record ServiceRequest(String method, URI uri, Headers headers, Body body) {

    /** Refuses nulls with a {@link NullPointerException}. */
    public ServiceRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /**
     * Returns a request without additional headers.
     *
     * @param url the complete URL, parsed with {@link ServiceAddress#parse}
     * @throws ModelArtsRequestException if the URL is refused
     */
    public static ServiceRequest of(String method, String url, Body body) {
        return new ServiceRequest(method, ServiceAddress.parse(url).uri(), Headers.NONE, body);
    }

    /**
     * Returns the same request with one header added or replaced.
     *
     * @throws ModelArtsRequestException if the header can't be transferred unchanged
     */
    public ServiceRequest withHeader(String name, String value) {
        return new ServiceRequest(method, uri, headers.with(name, value), body);
    }

    /** Returns the same request with more headers, which replace headers of the same names. */
    public ServiceRequest withHeaders(Headers more) {
        return new ServiceRequest(method, uri, headers.with(more), body);
    }

    /** Returns the same request with another body. */
    public ServiceRequest withBody(Body other) {
        return new ServiceRequest(method, uri, headers, other);
    }

    /** Returns host and port as they are sent in {@code Host}: in lower case, without the default port. */
    public String host() {
        return uri.getRawAuthority();
    }

    /** Returns method and target without the query, which may contain private data. */
    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + host() + uri.getRawPath();
    }
}
