package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;

/**
 * What the options of an endpoint or session say about its calls: plain values, read once. Immutable.
 *
 * @param identity who calls services; a failure if no service can be called
 * @param session who manages services; a failure if none can be managed or looked up
 * @param workerPool the pool that continues routes, or null for the owner's
 */
public record CallSettings(
        ValueOrFailure<Identity> identity,
        ValueOrFailure<SessionSettings> session,
        AllowedAddresses allowedAddresses,
        ClientSettings http,
        Limits limits,
        int maxRetries,
        RetryOn retryOn,
        boolean clockSkewCorrection,
        Duration totalTimeout,
        @Nullable ExecutorService workerPool) {

    /** For operations of the management API: a prediction may be made twice if its user says so, but no service may be deployed twice. */
    RetryOn managementRetryOn() {
        return retryOn == RetryOn.IDEMPOTENT ? RetryOn.SAFE : retryOn;
    }
}
