package io.github.camelmodelarts.http;

import java.time.Duration;

/**
 * The limits of a single request.
 *
 * @param connectTimeout for a new connection, without its TLS handshake, which can take the same time again
 * @param responseTimeout the longest time without data on the connection
 * @param maxResponseSize the most bytes, after decompression
 */
public record Limits(Duration connectTimeout, Duration responseTimeout, long maxResponseSize) {}
