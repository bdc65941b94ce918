package io.github.camelmodelarts.http;

import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of one exchange, which HttpClient passes to all parts that handle the exchange. It records the progress: whether the head of the
 * request was written to an open connection, how much of the body, and whether a response began. Thread-safe.
 */
final class ExchangeContext extends HttpClientContext {

    /** Runs directly before the head is written, after connecting, tunnelling and the TLS handshake. */
    static final HttpRequestInterceptor MARK_SENT = (request, entity, context) -> {
        ExchangeContext mine = of(context);
        if (mine != null) {
            mine.sent = true;
        }
    };

    private volatile boolean sent;
    private volatile boolean answered;
    private volatile @Nullable BodyProducer body;
    private volatile Http2Connection.@Nullable Exchange exchange;

    /** The context of the exchange that HttpClient handles; null if it is another one. */
    static @Nullable ExchangeContext of(@Nullable HttpContext context) {
        return context instanceof ExchangeContext mine ? mine : null;
    }

    boolean isSent() {
        return sent;
    }

    /** Records that the head of the service's response has arrived. */
    void answered() {
        answered = true;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Records the body that is sent. */
    void sends(BodyProducer sending) {
        body = sending;
    }

    /** Whether a part of the body was not (yet) passed to the connection. */
    boolean isUploading() {
        BodyProducer sending = body;
        return sending != null && !sending.isWritten();
    }

    /** The size of the body in bytes; for a body of unknown length, the bytes that were read so far. */
    long bodySize() {
        BodyProducer sending = body;
        return sending == null ? 0 : sending.size();
    }

    /** Whether the connection served other requests before. httpcore (5.3) counts requests and also their responses. */
    boolean isReused() {
        EndpointDetails connection = getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1 && !answered;
    }

    /** Sets the object that handles the events of the exchange. */
    void exchange(Http2Connection.Exchange handler) {
        exchange = handler;
    }

    Http2Connection.@Nullable Exchange exchange() {
        return exchange;
    }
}
