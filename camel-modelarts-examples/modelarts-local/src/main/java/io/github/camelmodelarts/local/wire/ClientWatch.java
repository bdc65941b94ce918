package io.github.camelmodelarts.local.wire;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices at once that the client of an exchange left, also while nothing is written. Undertow itself notices it over HTTP/1.1 only with the
 * next write, because it reads nothing until the response is complete.
 */
public final class ClientWatch {

    private ClientWatch() {}

    /**
     * Calls {@code left} on the I/O thread when the client closes or resets the connection, or resets the stream of HTTP/2. Must be called
     * on the I/O thread, after the request was read to its end. After the client sent another request on the same connection of HTTP/1.1,
     * its leaving is noticed with the next write only.
     */
    public static void start(HttpServerExchange exchange, Runnable left) {
        Http2Stream stream = exchange.getAttachment(Http2Stream.OF_EXCHANGE);
        if (stream != null) {
            stream.onReset(left);
            exchange.addExchangeCompleteListener((ended, next) -> {
                stream.forget();
                next.proceed();
            });
        } else if (exchange.getConnection() instanceof HttpServerConnection connection
                && connection.getExtraBytes() == null) {
            StreamSourceConduit octets = connection.getOriginalSourceConduit();
            connection.getChannel().getSourceChannel().setReadListener(channel -> read(connection, octets, left));
            octets.resumeReads();
        }
    }

    private static void read(HttpServerConnection connection, StreamSourceConduit octets, Runnable left) {
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        boolean kept = false;
        try {
            int count = octets.read(pooled.getBuffer());
            if (count < 0) {
                octets.suspendReads();
                left.run();
            } else if (count > 0) {
                // the next request: Undertow gets it when this exchange is complete
                octets.suspendReads();
                pooled.getBuffer().flip();
                connection.ungetRequestBytes(pooled);
                kept = true;
            }
        } catch (IOException e) {
            left.run();
        } finally {
            if (!kept) {
                pooled.close();
            }
        }
    }

    /** Ends an exchange whose client left. */
    public static void end(HttpServerExchange exchange) {
        if (exchange.getAttachment(Http2Stream.OF_EXCHANGE) == null) {
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        } else {
            // a reset must not be answered with a reset (RFC 9113, section 5.4.2), and other streams use the connection
            Connectors.terminateRequest(exchange);
            Connectors.terminateResponse(exchange);
        }
    }

    /** Makes the close of an exchange's connection a TCP RST. Does nothing over HTTP/2, where only the stream is reset. */
    public static void resetOnClose(HttpServerExchange exchange) {
        if (exchange.getConnection() instanceof HttpServerConnection connection) {
            try {
                connection.setOption(Options.CLOSE_ABORT, true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
