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

/** Proves who is calling with the credentials that a provider has at the moment, whichever kind they are of. Thread-safe as the provider is. */
public final class ProvidedStrategy implements AuthStrategy {

    private static final String REMEDY =
            "The bean has to give a complete set of credentials, or to fail with the reason why it has none";

    private final CredentialsProvider provider;
    private final Transport transport;
    private final Function<Credentials, AuthStrategy> strategies;
    private final Set<AuthType> accepted;
    private final Executor readers;

    private record Current(Credentials credentials, AuthStrategy strategy) {}

    /**
     * A strategy over somebody's provider.
     *
     * @param transport what the provider may fetch credentials with
     * @param strategies the strategy for a set of credentials
     * @param accepted the kinds of credentials that may go where the requests go
     * @param readers where a call goes on whose credentials had to be fetched, as on a thread of its own; the provider's threads are the
     *     provider's
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

    /** Of a request that was authenticated with credentials in whose place the provider may have others by now. */
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
                    // the service's refusal says more about the call than a provider that fails only now
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

    /** Generics don't keep a bean from giving anything. */
    private Current checked(@Nullable Object given, @Nullable Throwable failure) {
        if (failure != null) {
            throw failed(Failures.unwrapped(failure));
        }
        if (!(given instanceof Credentials credentials)) {
            String what =
                    given == null ? "no credentials" : "a " + given.getClass().getName();
            throw new ModelArtsAuthenticationException(
                    "The credentialsProvider gave " + what + "; nothing was sent", REMEDY, null);
        }
        if (!accepted.contains(credentials.authType())) {
            throw unacceptable(credentials.authType());
        }
        return new Current(credentials, strategies.apply(credentials));
    }

    private ModelArtsAuthenticationException unacceptable(AuthType given) {
        String what = "but the credentialsProvider gave credentials for authType=" + given + "; nothing was sent";
        return accepted.size() == 1
                ? new ModelArtsAuthenticationException(
                        "authType=" + accepted.iterator().next() + ", " + what,
                        "Let them agree, or leave authType out to take whatever the provider gives",
                        null)
                : new ModelArtsAuthenticationException(
                        "A session is opened with one of " + accepted + ", " + what,
                        "Say authType=" + given + " for the calls, and set an access key, a password or a token for the"
                                + " session, on the component for example",
                        null);
    }

    private static ModelArtsAuthenticationException failed(Throwable failure) {
        if (failure instanceof ModelArtsAuthenticationException itself) {
            return itself;
        }
        // not as they are, even if they are ours: a connection that broke here is not the service's
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
