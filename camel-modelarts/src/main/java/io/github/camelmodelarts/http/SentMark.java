package io.github.camelmodelarts.http;

import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;

/** How far a request got: whether its head was written to a connection that stood. */
final class SentMark {

    private static final String SENT = SentMark.class.getName();

    /** Runs right before the head is written, after connecting, tunnelling and the TLS handshake. */
    static final HttpRequestInterceptor MARK_SENT = (request, entity, context) -> context.setAttribute(SENT, true);

    private SentMark() {}

    static boolean isSent(HttpContext context) {
        return context.getAttribute(SENT) != null;
    }
}
