package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.call.Waiting;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;

/**
 * The settings of the calls of an endpoint or session: plain values, read once from the options. Immutable.
 *
 * @param identity the identity that calls services; a failure if no service can be called
 * @param session the session that manages services; a failure if services can be neither managed nor looked up
 * @param workerPool the pool that continues routes, or null for the pool of the owner
 */
public record CallSettings(
        ValueOrFailure<Identity> identity,
        ValueOrFailure<SessionSettings> session,
        AllowedAddresses allowedAddresses,
        ClientSettings http,
        Limits limits,
        int maxWaiting,
        @Nullable Duration admissionTimeout,
        int maxRetries,
        RetryOn retryOn,
        boolean clockSkewCorrection,
        Duration totalTimeout,
        @Nullable ExecutorService workerPool) {

    /** The bounds for calls that wait for admission. */
    Waiting waiting() {
        return new Waiting(maxWaiting, admissionTimeout);
    }

    /** The value for operations of the management API: users can allow that a prediction runs twice, but a service must not be deployed twice. */
    RetryOn managementRetryOn() {
        return retryOn == RetryOn.IDEMPOTENT ? RetryOn.SAFE : retryOn;
    }
}
