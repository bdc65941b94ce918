package io.github.camelmodelarts.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ServiceRequest;

/** Adds the same headers to each request: an AppCode, a token, a key, or none. */
final class HeaderStrategy implements AuthStrategy {

    private final Map<String, String> headers;

    HeaderStrategy(Map<String, String> headers) {
        this.headers = headers;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return false;
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        ServiceRequest proven = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            proven = proven.withHeader(header.getKey(), header.getValue());
        }
        return CompletableFuture.completedFuture(new Authenticated(proven));
    }
}
