package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What every exception of the component can say of itself, so that one {@code onException(Exception.class).onWhen(...)} covers them
 * all.
 */
public interface ModelArtsFailure {

    /** Whether the same exchange may succeed later without anybody changing anything. */
    boolean isRetryable();

    /**
     * Whether the model may have worked on the request, of a failure that is retryable: to repeat it then asks for a second
     * prediction, which matters where a prediction costs something or has effects.
     */
    default boolean mayHaveExecuted() {
        return false;
    }

    /** How long the service asked to be left alone, or null if it did not. */
    default @Nullable Duration getRetryAfter() {
        return null;
    }

    /** How many attempts were made to send the request; 0 if it did not come to that. */
    default int getAttempts() {
        return 0;
    }

    /** What to do about it, in a sentence, or null where nothing better is known than the message itself. */
    default @Nullable String getHint() {
        return null;
    }
}
