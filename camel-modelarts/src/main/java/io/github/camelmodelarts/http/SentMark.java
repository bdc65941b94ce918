package io.github.camelmodelarts.http;

import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** How far an exchange got: whether the head of its request was written to a connection that stood, how much of its body, and whether a response began. */
final class SentMark {

    private static final String SENT = SentMark.class.getName();
    private static final String ANSWERED = SENT + ".answered";
    private static final String BODY = SENT + ".body";

    /** Runs right before the head is written, after connecting, tunnelling and the TLS handshake. */
    static final HttpRequestInterceptor MARK_SENT = (request, entity, context) -> context.setAttribute(SENT, true);

    private SentMark() {}

    static boolean isSent(HttpContext context) {
        return context.getAttribute(SENT) != null;
    }

    /** Notes that the head of the service's response is there. */
    static void answered(HttpContext context) {
        context.setAttribute(ANSWERED, true);
    }

    static boolean isAnswered(HttpContext context) {
        return context.getAttribute(ANSWERED) != null;
    }

    /** Notes what is sent as the body. */
    static void sends(HttpContext context, BodyProducer body) {
        context.setAttribute(BODY, body);
    }

    /** Whether a part of the body was not handed to the connection (yet). */
    static boolean isUploading(HttpContext context) {
        return context.getAttribute(BODY) instanceof BodyProducer body && !body.isWritten();
    }

    /** How large the body is, in bytes; of one whose length is not known, how much of it there was so far. */
    static long bodySize(HttpContext context) {
        return context.getAttribute(BODY) instanceof BodyProducer body ? body.size() : 0;
    }

    /** Whether the connection served other requests before: httpcore (5.3) counts requests, and their responses as well. */
    static boolean isReused(HttpContext context) {
        EndpointDetails connection = HttpCoreContext.cast(context).getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1 && !isAnswered(context);
    }
}
