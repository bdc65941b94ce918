package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Describes a failure. Every exception of the component implements it, so that one
 * {@code onException(Exception.class).onWhen(...)} can handle them all.
 */
public interface ModelArtsFailure {

    /** Returns whether the same exchange may succeed later without any change. */
    boolean isRetryable();

    /**
     * Returns whether the model may have processed the request; meaningful for a retryable failure. A retry then asks
     * for a second prediction, which matters if a prediction costs something or has effects.
     */
    default boolean mayHaveExecuted() {
        return false;
    }

    /** Returns how long the service asked to wait before the next request, or null if it did not. */
    default @Nullable Duration getRetryAfter() {
        return null;
    }

    /** Returns the number of attempts to send the request; 0 if there was none. */
    default int getAttempts() {
        return 0;
    }

    /** Returns what to do about the failure, in one sentence, or null if the message itself says all that is known. */
    default @Nullable String getHint() {
        return null;
    }
}
