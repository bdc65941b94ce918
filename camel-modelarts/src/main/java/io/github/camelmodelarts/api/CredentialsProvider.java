package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionStage;

/**
 * Supplies credentials that change: from a vault, after a rotation, or from the machine that runs the route. Each set
 * is used as a whole for one attempt and is not stored, so a rotation never mixes the key of one set with the secret of
 * another.
 *
 * <p>Set it on the component or an endpoint with {@code credentialsProvider=#bean:name}. One provider serves all calls
 * of all endpoints that name it at the same time, so implementations must be thread-safe and must never block.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /**
     * Returns the credentials that are valid now. Called once for each attempt, and once more when the service rejects
     * the credentials: if they have been rotated since, the call is retried with the new ones. A provider that fetches
     * credentials should cache them and fetch new ones before they expire.
     *
     * @param transport fetches credentials over HTTP: directly, never through the proxy for service calls, with the TLS
     *     settings of the call, with timeouts of a few seconds and for responses up to 64 KiB. It adds no
     *     authentication headers. Do not keep it: it ends with its component
     * @return a stage that is already complete, unless something must be fetched first; then it may complete on any
     *     thread. It completes exceptionally if there are no credentials. A failed stage, an exception and null all
     *     make the call fail with a {@link ModelArtsAuthenticationException} before anything is sent; it is retryable
     *     if the cause is an {@link java.io.IOException}, a timeout or a retryable {@link ModelArtsFailure}
     */
    CompletionStage<Credentials> credentials(Transport transport);
}
