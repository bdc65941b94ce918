package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionStage;

/**
 * Supplies credentials that change: from a vault, by rotation, of the machine the route runs on. What it gives is used whole for one
 * attempt and kept nowhere, so that a rotation never mixes the key of one set with the secret of another.
 *
 * <p>Given to the component or to an endpoint as {@code credentialsProvider=#bean:name}. One provider serves all calls of all
 * endpoints that name it at once: implementations are thread-safe and never block.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /**
     * The credentials that are good now. Asked once for each attempt to send a request, and once more when a service refuses what they
     * proved: if they are others by then, the request is sent once more with those. A provider that has to fetch them keeps them, and
     * fetches others before these end.
     *
     * @param transport a way to fetch them over HTTP: direct, never through the proxy of the service's calls, with that call's TLS
     *     settings, with timeouts of a few seconds and for answers up to 64 KiB; sends nothing of who is calling by itself. Not to be
     *     kept: it ends with its component.
     * @return completed already, unless something has to be fetched first, and then on any thread; completed exceptionally when there
     *     are no credentials. That, an exception and null all make the call fail with a {@link ModelArtsAuthenticationException}, before
     *     anything is sent; it is retryable if the cause is an {@link java.io.IOException}, a timeout or a {@link ModelArtsFailure} that
     *     says so.
     */
    CompletionStage<Credentials> credentials(Transport transport);
}
