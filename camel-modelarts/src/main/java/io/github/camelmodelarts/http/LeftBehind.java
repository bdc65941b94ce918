package io.github.camelmodelarts.http;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;

import org.apache.hc.core5.http.EndpointDetails;

/**
 * The streams that exchanges leave behind on connections that they share. HttpCore (5.3) resets no stream whose request is complete: given
 * up, it stays until its answer ends or its connection does. Thread-safe.
 */
final class LeftBehind {

    /** Servers allow 100 streams at least (RFC 9113, 6.5.2), and calls want some of them. */
    static final int MOST = 32;

    /** For so long exchanges may fail while nothing comes over their connection: it may be dead, and nobody say so. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Map<EndpointDetails, Connection> connections = new WeakHashMap<>();

    /** Nothing yet, by a clock of nanoseconds. */
    LeftBehind(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One more stream is left on a connection; whether that can go on. */
    synchronized boolean add(EndpointDetails connection) {
        Connection known = connections.computeIfAbsent(connection, first -> new Connection());
        long now = nanoTime.getAsLong();
        if (known.streams == 0 || known.received != connection.getReceivedBytesCount()) {
            known.received = connection.getReceivedBytesCount();
            known.silentSince = now;
        }
        known.streams++;
        return known.streams < MOST && now - known.silentSince < SILENCE.toNanos();
    }

    private static final class Connection {
        private int streams;
        private long received;
        private long silentSince;
    }
}
