package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Receives the result of one attempt to send an authenticated request. The methods may be called on any thread. They
 * may block only if {@link AuthStrategy#mayBlock} of the strategy returns true.
 */
public interface Verdict {

    /** Ignores how the attempt ended. */
    Verdict NONE = new Verdict() {};

    /**
     * Called when the service returned 401; at most once for each call, and before {@link #settled}.
     *
     * @return a stage that completes with true if something changed (a renewed token for example), so that the request
     *     should be authenticated again and retried
     */
    default CompletionStage<Boolean> refused(ServiceResponse response) {
        return CompletableFuture.completedFuture(false);
    }

    /** Names what {@link #refused} has changed, for metrics: {@code credentials} unless a strategy says something else. */
    default String repair() {
        return "credentials";
    }

    /**
     * Called exactly once, when the attempt has ended, so that the strategy can release its resources. This may happen
     * after the call has ended, and before the stage of {@link #refused} is complete.
     *
     * @param response the response of the service, or null if none arrived or the request was not sent
     */
    default void settled(@Nullable ServiceResponse response) {}

    /**
     * Explains in the strategy's terms why the service rejected the request, for the message of an exception.
     *
     * @param errorMessage the error message of the service
     * @return one sentence without a secret, or null if there is no explanation
     */
    default @Nullable String explain(String errorMessage) {
        return null;
    }
}
