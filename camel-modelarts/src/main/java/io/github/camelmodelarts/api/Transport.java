package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;

/** Sends requests to services and receives their responses. Thread-safe. */
@FunctionalInterface
public interface Transport {

    /** Sends a request once and returns immediately. Never opens, reads or closes the body on the caller's thread. */
    Reply exchange(ServiceRequest request);

    /**
     * Sends a request once and collects the complete response. The future completes with any response of the service,
     * successful or not, or fails with a {@link ModelArtsConnectionException}, {@link ModelArtsTimeoutException},
     * {@link ModelArtsResponseException} or {@link ModelArtsRequestException}. Cancelling it ends the exchange with the
     * service and closes its connection. It completes on a thread that serves connections, which its dependent stages
     * must not block. Futures of the transport that a {@link CredentialsProvider} receives complete on a thread that
     * may block.
     */
    default CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return CollectedResponse.of(exchange(request), complete -> null);
    }
}
