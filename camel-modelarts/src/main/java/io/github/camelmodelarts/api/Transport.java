package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;

/** Takes a request to a service and brings its answer back. Thread-safe. */
@FunctionalInterface
public interface Transport {

    /**
     * Sends a request once and returns at once. The future completes on a thread that may block, never on one that serves
     * connections: with any answer of the service, whatever its status, or with a {@link ModelArtsConnectionException},
     * {@link ModelArtsTimeoutException}, {@link ModelArtsResponseException} or {@link ModelArtsRequestException}. Cancelling it
     * ends the exchange with the service and closes its connection.
     */
    CompletableFuture<ServiceResponse> send(ServiceRequest request);
}
