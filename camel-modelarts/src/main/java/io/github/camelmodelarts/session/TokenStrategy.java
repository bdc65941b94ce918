package io.github.camelmodelarts.session;

import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;

/** Sends an IAM token with each request, and has it renewed when a service rejects it. */
final class TokenStrategy implements AuthStrategy {

    private static final String TOKEN = "X-Auth-Token";

    private final LeaseCache<String> cache;

    TokenStrategy(LeaseCache<String> cache) {
        this.cache = cache;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return false;
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        return cache.current()
                .thenApply(token -> new Authenticated(request.withHeader(TOKEN, token), new Verdict() {
                    @Override
                    public CompletionStage<Boolean> refused(ServiceResponse response) {
                        return cache.refused(token);
                    }

                    @Override
                    public String repair() {
                        return "token";
                    }
                }));
    }
}
