package io.github.camelmodelarts.http;

import java.time.Duration;

/**
 * What a single request may take.
 *
 * @param connectTimeout for a new connection, its TLS handshake apart, which may take as long again
 * @param responseTimeout the longest silence on the connection
 * @param maxResponseSize in bytes, after decompression
 */
public record Limits(Duration connectTimeout, Duration responseTimeout, long maxResponseSize) {}
