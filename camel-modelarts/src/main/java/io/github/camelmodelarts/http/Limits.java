package io.github.camelmodelarts.http;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The limits of a single request.
 *
 * @param connectTimeout for a new connection, without its TLS handshake, which can take the same time again
 * @param responseTimeout the longest time without data on the connection
 * @param maxResponseSize the most bytes, after decompression, of a response that is not streamed
 * @param streaming the limits of successes, if they are streamed; null if they are collected
 */
public record Limits(
        Duration connectTimeout,
        Duration responseTimeout,
        long maxResponseSize,
        @Nullable Streaming streaming) {

    /** The limits of a request whose response is collected. */
    public Limits(Duration connectTimeout, Duration responseTimeout, long maxResponseSize) {
        this(connectTimeout, responseTimeout, maxResponseSize, null);
    }

    /**
     * The limits of a streamed response. Its size is not limited.
     *
     * @param timeout how long it may take in all, from its head; null without such a limit
     */
    public record Streaming(@Nullable Duration timeout) {}

    /** The same limits for requests whose response is collected. */
    public Limits collected() {
        return new Limits(connectTimeout, responseTimeout, maxResponseSize);
    }

    boolean streams() {
        return streaming != null;
    }
}
