package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Adds to a request what proves who is calling; the last step before the wire. One strategy serves all calls of an endpoint at
 * once: implementations are thread-safe and never block.
 *
 * <p>A strategy of one's own is given to an endpoint as {@code authStrategy=#bean:name}.
 */
@FunctionalInterface
public interface AuthStrategy {

    /**
     * The request with its proof: the same method, URI and body, with headers added. Called once per attempt, right before
     * sending; what it returns is sent at once and kept nowhere.
     *
     * @return completed already, unless something has to be fetched first; completed exceptionally when no valid proof can be had
     */
    CompletionStage<ServiceRequest> authenticate(ServiceRequest request);

    /**
     * Told that the service answered 401 to a request of this strategy, once per call at most. Completes with true if something
     * was changed (a token renewed, say) that makes it worth to authenticate the request anew and send it once more.
     *
     * @param request as it was sent, proof included
     */
    default CompletionStage<Boolean> refused(ServiceRequest request, ServiceResponse response) {
        return CompletableFuture.completedFuture(false);
    }

    /**
     * Told once of each request that {@link #authenticate} completed with what became of it, so that whatever is kept for it can be
     * let go; on any thread, and perhaps after the call has ended. After {@link #refused}, whose stage may still be open then.
     * Never blocks.
     *
     * @param sent as {@code authenticate} gave it
     * @param response the service's, or null if none came or the request was not sent after all
     */
    default void settled(ServiceRequest sent, @Nullable ServiceResponse response) {}

    /**
     * What in this strategy's own terms explains the refusal of a request, for the message of an exception: one sentence without a
     * secret, or null.
     *
     * @param request as it was sent, proof included
     * @param errorMessage the service's own words
     */
    default @Nullable String explain(ServiceRequest request, String errorMessage) {
        return null;
    }
}
