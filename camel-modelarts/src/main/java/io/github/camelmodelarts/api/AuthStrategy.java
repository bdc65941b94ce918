package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionStage;

/**
 * Adds to a request what proves who is calling; the last step before the wire. One strategy serves all calls of an endpoint at
 * once: implementations are thread-safe.
 *
 * <p>A strategy of one's own is given to an endpoint as {@code authStrategy=#bean:name}.
 */
@FunctionalInterface
public interface AuthStrategy {

    /**
     * The request with its proof: the same method, URI and body, with headers added. Called once per attempt, right before
     * sending; what it returns is sent at once and kept nowhere.
     *
     * @return completed exceptionally when no valid proof can be had. May complete on any thread, on which no route goes on
     */
    CompletionStage<Authenticated> authenticate(ServiceRequest request);

    /**
     * Whether authenticating a request, or hearing what came of it, may wait: for a file, a vault, a lock. It is done on a thread of its
     * own then, and that thread is interrupted when the call ends. True unless a strategy says that it never does, which makes calls a
     * little quicker.
     */
    default boolean mayBlock(ServiceRequest request) {
        return true;
    }
}
