package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionStage;

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
    CompletionStage<Authenticated> authenticate(ServiceRequest request);
}
