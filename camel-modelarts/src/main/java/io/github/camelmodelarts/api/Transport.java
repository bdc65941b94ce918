package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;

/** Takes a request to a service and brings its response back. Thread-safe. */
@FunctionalInterface
public interface Transport {

    /** Sends a request once and returns at once; neither opens, reads nor closes its body on the caller's thread. */
    Reply exchange(ServiceRequest request);

    /**
     * The same for a response that is wanted as a whole. The future completes with any response of the service, whatever its status, or
     * with a {@link ModelArtsConnectionException}, {@link ModelArtsTimeoutException}, {@link ModelArtsResponseException} or {@link
     * ModelArtsRequestException}. Cancelling it ends the exchange with the service and closes its connection. It completes on a thread
     * that serves connections, where what follows must not block; that of the transport which a {@link CredentialsProvider} is given
     * completes on one that may.
     */
    default CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return CollectedResponse.of(exchange(request), complete -> null);
    }
}
