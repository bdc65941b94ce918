package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Is told how one attempt to send an authenticated request ended. Its methods may be called on any thread, and block only if the
 * strategy's {@link AuthStrategy#mayBlock} says so.
 */
public interface Verdict {

    /** Ignores how the attempt ended. */
    Verdict NONE = new Verdict() {};

    /**
     * Told that the service answered 401, once per call at most and before {@link #settled}.
     *
     * @return completes with true if something was changed (a token renewed, say) that makes it worth to authenticate the request
     *     anew and send it once more
     */
    default CompletionStage<Boolean> refused(ServiceResponse response) {
        return CompletableFuture.completedFuture(false);
    }

    /**
     * Told exactly once how the attempt ended, so that the strategy can release what it keeps for it; perhaps after the call has ended,
     * and perhaps while the stage of {@link #refused} is still open.
     *
     * @param response the service's, or null if none came or the request was not sent after all
     */
    default void settled(@Nullable ServiceResponse response) {}

    /**
     * What in the strategy's own terms explains that the request was refused, for the message of an exception.
     *
     * @param errorMessage the service's own words
     * @return one sentence without a secret, or null
     */
    default @Nullable String explain(String errorMessage) {
        return null;
    }
}
