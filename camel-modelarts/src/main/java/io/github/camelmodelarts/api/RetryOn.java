package io.github.camelmodelarts.api;

/**
 * The failures after which a call is retried; see {@link ModelArtsFailure#isRetryable()} and
 * {@link ModelArtsFailure#mayHaveExecuted()}.
 */
public enum RetryOn {
    /** No failure: calls are never retried. */
    NEVER,
    /**
     * Failures after which the model can't have processed the request: no connection was made, or the gateway responded
     * instead of it.
     */
    SAFE,
    /**
     * Also failures after which the model may have processed the request: a broken connection, a timeout, a failure of
     * the service. For predictions that may be made twice.
     */
    IDEMPOTENT
}
