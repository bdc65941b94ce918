package io.github.camelmodelarts.auth;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.Proof;
import io.github.camelmodelarts.api.ServiceRequest;

/** Sends the same headers with each request: an AppCode, a token, a key, or nothing. */
final class HeaderStrategy implements ProvingStrategy {

    private final Map<String, String> headers;

    HeaderStrategy(Map<String, String> headers) {
        this.headers = headers;
    }

    @Override
    public CompletionStage<ServiceRequest> authenticate(ServiceRequest request) {
        ServiceRequest proven = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            proven = proven.withHeader(header.getKey(), header.getValue());
        }
        return CompletableFuture.completedFuture(proven);
    }

    @Override
    public boolean proved(ServiceRequest sent) {
        // all of them: nothing has to be told apart from something
        return Proof.HEADERS.stream()
                .allMatch(
                        name -> Objects.equals(headers.get(name), sent.headers().get(name)));
    }
}
