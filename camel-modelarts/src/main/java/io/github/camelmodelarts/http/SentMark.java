package io.github.camelmodelarts.http;

import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * Records the progress of an exchange: whether the head of the request was written to an open connection, how much of the body, and whether a
 * response began.
 */
final class SentMark {

    private static final String SENT = SentMark.class.getName();
    private static final String ANSWERED = SENT + ".answered";
    private static final String BODY = SENT + ".body";

    /** Runs directly before the head is written, after connecting, tunnelling and the TLS handshake. */
    static final HttpRequestInterceptor MARK_SENT = (request, entity, context) -> context.setAttribute(SENT, true);

    private SentMark() {}

    static boolean isSent(HttpContext context) {
        return context.getAttribute(SENT) != null;
    }

    /** Records that the head of the service's response has arrived. */
    static void answered(HttpContext context) {
        context.setAttribute(ANSWERED, true);
    }

    static boolean isAnswered(HttpContext context) {
        return context.getAttribute(ANSWERED) != null;
    }

    /** Records the body that is sent. */
    static void sends(HttpContext context, BodyProducer body) {
        context.setAttribute(BODY, body);
    }

    /** Whether a part of the body was not (yet) passed to the connection. */
    static boolean isUploading(HttpContext context) {
        return context.getAttribute(BODY) instanceof BodyProducer body && !body.isWritten();
    }

    /** The size of the body in bytes; for a body of unknown length, the bytes that were read so far. */
    static long bodySize(HttpContext context) {
        return context.getAttribute(BODY) instanceof BodyProducer body ? body.size() : 0;
    }

    /** Whether the connection served other requests before. httpcore (5.3) counts requests and also their responses. */
    static boolean isReused(HttpContext context) {
        EndpointDetails connection = HttpCoreContext.cast(context).getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1 && !isAnswered(context);
    }
}
