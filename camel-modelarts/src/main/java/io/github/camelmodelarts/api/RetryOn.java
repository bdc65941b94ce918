package io.github.camelmodelarts.api;

/** After which failures a call is sent once more; see {@link ModelArtsFailure#isRetryable()} and {@link ModelArtsFailure#mayHaveExecuted()}. */
public enum RetryOn {
    /** None. */
    NEVER,
    /** Those after which the model can't have worked on the request: no connection, or the gateway answered in its place. */
    SAFE,
    /** Those after which it may have, too: a broken connection, a silence, a failure of the service. For predictions that may be made twice. */
    IDEMPOTENT
}
