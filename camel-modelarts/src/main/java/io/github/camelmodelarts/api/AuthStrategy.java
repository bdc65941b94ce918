package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionStage;

/**
 * Adds authentication headers to a request, as the last step before it is sent. One strategy serves all calls of an
 * endpoint at the same time, so implementations must be thread-safe.
 *
 * <p>An endpoint uses a custom strategy with {@code authStrategy=#bean:name}.
 */
@FunctionalInterface
public interface AuthStrategy {

    /**
     * Returns the request with authentication headers added; method, URI and body stay the same. Called once for each
     * attempt, right before sending. The returned request is sent at once and is not stored.
     *
     * @param request the request to authenticate; never null
     * @return a stage that completes with the authenticated request, or exceptionally if no valid credentials could be
     *     obtained. It may complete on any thread; the route never continues on that thread
     */
    CompletionStage<Authenticated> authenticate(ServiceRequest request);

    /**
     * Returns whether {@link #authenticate} or the methods of its {@link Verdict} may wait, for a file, a vault or a
     * lock for example. If so, they run on a separate thread, which is interrupted when the call ends. The default is
     * true. A strategy that never waits can return false, which makes calls slightly faster.
     */
    default boolean mayBlock(ServiceRequest request) {
        return true;
    }
}
