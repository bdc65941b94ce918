package io.github.camelmodelarts.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a host that calls are made to, over all HTTP clients.
 *
 * @param host host and port, without the default port
 * @param inFlight calls in flight
 * @param waiting calls that wait for admission
 * @param limit how many calls can be in flight
 * @param connections open connections, in use or idle
 * @param retryQuota what is left of the quota for retries, 500 when it is full
 * @param connectionFailures how many calls in a row could not connect; 0 if the last one was more than a minute ago
 * @param clockOffset how far the host's clock is ahead of this machine's, if dates are corrected by it; null if they are not
 */
public record HostState(
        String host,
        int inFlight,
        int waiting,
        int limit,
        int connections,
        int retryQuota,
        int connectionFailures,
        @Nullable Duration clockOffset) {}
