package io.github.camelmodelarts.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceRequest;

/** Adds the same headers to each request: an AppCode, a token, a key, or none. */
final class HeaderStrategy implements AuthStrategy {

    private final Headers headers;

    HeaderStrategy(Headers headers) {
        this.headers = headers;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return false;
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        return CompletableFuture.completedFuture(new Authenticated(request.withHeaders(headers)));
    }
}
