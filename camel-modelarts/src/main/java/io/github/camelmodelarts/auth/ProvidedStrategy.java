package io.github.camelmodelarts.auth;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.api.Verdict;

/**
 * Authenticates each request with the credentials that a provider returns for it at that time. They can be of any type. Thread-safe if the
 * provider is thread-safe.
 */
public final class ProvidedStrategy implements AuthStrategy {

    private final ProvidedCredentials provided;
    private final Function<Credentials, AuthStrategy> strategies;

    private record Current(Credentials credentials, AuthStrategy strategy) {}

    /**
     * A strategy that uses a provider.
     *
     * @param transport the transport with which the provider can fetch credentials
     * @param strategies makes the strategy for a set of credentials
     * @param accepted the types of credentials that the requests can be sent with
     * @param readers runs a call whose credentials had to be fetched, so that it does not use a thread of the provider
     */
    public ProvidedStrategy(
            CredentialsProvider provider,
            Transport transport,
            Function<Credentials, AuthStrategy> strategies,
            Set<AuthType> accepted,
            Executor readers) {
        this.provided = new ProvidedCredentials(provider, transport, accepted, readers);
        this.strategies = strategies;
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        return current()
                .thenCompose(then -> then.strategy
                        .authenticate(request)
                        .thenApply(proven -> new Authenticated(
                                proven.request(), new ProvidedVerdict(then.credentials, proven.verdict()))));
    }

    /** The verdict of a request whose credentials the provider may have replaced since. */
    private final class ProvidedVerdict implements Verdict {

        private final Credentials credentials;
        private final Verdict verdict;
        private volatile boolean replaced;

        ProvidedVerdict(Credentials credentials, Verdict verdict) {
            this.credentials = credentials;
            this.verdict = verdict;
        }

        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return current()
                    .thenCompose(now -> {
                        replaced = !now.credentials.equals(credentials);
                        return replaced ? CompletableFuture.completedFuture(true) : verdict.refused(response);
                    })
                    // if the provider fails now, the call ends with the
                    // service's rejection, which says more about the call
                    .exceptionally(failure -> false);
        }

        @Override
        public String repair() {
            return replaced ? Verdict.super.repair() : verdict.repair();
        }

        @Override
        public void settled(@Nullable ServiceResponse response) {
            verdict.settled(response);
        }

        @Override
        public @Nullable String explain(String errorMessage) {
            return verdict.explain(errorMessage);
        }
    }

    private CompletableFuture<Current> current() {
        return provided.current(credentials -> new Current(credentials, strategies.apply(credentials)));
    }
}
