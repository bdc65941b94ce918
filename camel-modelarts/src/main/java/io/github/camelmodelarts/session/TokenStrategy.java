package io.github.camelmodelarts.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/** Sends an IAM token along, and has it renewed when a service refuses it. */
final class TokenStrategy implements AuthStrategy {

    private static final String TOKEN = "X-Auth-Token";

    private final LeaseCache<String> cache;

    TokenStrategy(LeaseCache<String> cache) {
        this.cache = cache;
    }

    @Override
    public CompletionStage<ServiceRequest> authenticate(ServiceRequest request) {
        return cache.current().thenApply(token -> request.withHeader(TOKEN, token));
    }

    @Override
    public CompletionStage<Boolean> refused(ServiceRequest request, ServiceResponse response) {
        String sent = request.headers().get(TOKEN);
        // without a token it was sent by whoever was calling before a credentialsProvider changed its mind
        return sent == null ? CompletableFuture.completedFuture(true) : cache.refused(sent);
    }
}
