package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.text.Printable;

/**
 * Authenticates each request with the credentials that a provider returns for it at that time. They can be of any type. Thread-safe if the
 * provider is thread-safe.
 */
public final class ProvidedStrategy implements AuthStrategy {

    private static final String REMEDY =
            "Correct the bean: it must return a complete set of credentials, or fail with the reason why it has none";

    private final CredentialsProvider provider;
    private final Transport transport;
    private final Function<Credentials, AuthStrategy> strategies;
    private final Set<AuthType> accepted;
    private final Executor readers;

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
        this.provider = provider;
        this.transport = transport;
        this.strategies = strategies;
        this.accepted = accepted;
        this.readers = readers;
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

        ProvidedVerdict(Credentials credentials, Verdict verdict) {
            this.credentials = credentials;
            this.verdict = verdict;
        }

        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return current()
                    .thenCompose(now -> now.credentials.equals(credentials)
                            ? verdict.refused(response)
                            : CompletableFuture.completedFuture(true))
                    // if the provider fails now, the call ends with the
                    // service's rejection, which says more about the call
                    .exceptionally(failure -> false);
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
        CompletableFuture<?> asked = asked();
        return asked.isDone() ? asked.handle(this::checked) : asked.handleAsync(this::checked, readers);
    }

    private CompletableFuture<?> asked() {
        try {
            CompletionStage<?> stage = provider.credentials(transport);
            return stage == null ? CompletableFuture.completedFuture(null) : stage.toCompletableFuture();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Checks the type at run time, because generics do not prevent a bean from returning any object. */
    private Current checked(@Nullable Object given, @Nullable Throwable failure) {
        if (failure != null) {
            throw failed(Failures.unwrapped(failure));
        }
        if (!(given instanceof Credentials credentials)) {
            String what =
                    given == null ? "no credentials" : "a " + given.getClass().getName();
            throw new ModelArtsAuthenticationException(
                    "The credentialsProvider returned " + what + "; nothing was sent", REMEDY, null);
        }
        if (!accepted.contains(credentials.authType())) {
            throw unacceptable(credentials.authType());
        }
        return new Current(credentials, strategies.apply(credentials));
    }

    private ModelArtsAuthenticationException unacceptable(AuthType given) {
        String what = "but the credentialsProvider returned credentials for authType=" + given + "; nothing was sent";
        return accepted.size() == 1
                ? new ModelArtsAuthenticationException(
                        "authType=" + accepted.iterator().next() + ", " + what,
                        "Make both agree, or remove authType to accept any type from the provider",
                        null)
                : new ModelArtsAuthenticationException(
                        "A session requires one of " + accepted + ", " + what,
                        "Set authType=" + given + " for the calls, and an access key, a password or a token for the"
                                + " session, on the component for example",
                        null);
    }

    private static ModelArtsAuthenticationException failed(Throwable failure) {
        if (failure instanceof ModelArtsAuthenticationException itself) {
            return itself;
        }
        // every other failure is wrapped, even one of this component: if the provider's connection broke, that must not
        // look like a failure of the connection to the service
        boolean later = failure instanceof ModelArtsFailure ours
                ? ours.isRetryable()
                : failure instanceof IOException || failure instanceof TimeoutException;
        return new ModelArtsAuthenticationException(
                "The credentialsProvider failed: " + Printable.of(failure.toString(), 500) + "; nothing was sent",
                REMEDY,
                later,
                failure);
    }
}
