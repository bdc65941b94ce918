package io.github.camelmodelarts.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.Reply;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/**
 * A transport for a user's bean. The stages that the bean adds to a response run on threads that can block.
 *
 * @param readers the threads that can block
 */
record BeanTransport(Transport transport, Executor readers) implements Transport {

    @Override
    public Reply exchange(ServiceRequest request) {
        return transport.exchange(request);
    }

    @Override
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        CompletableFuture<ServiceResponse> sent = transport.send(request);
        CompletableFuture<ServiceResponse> told = sent.whenCompleteAsync((response, failure) -> {}, readers);
        told.whenComplete((response, failure) -> {
            if (told.isCancelled()) {
                sent.cancel(true);
            }
        });
        return told;
    }
}
