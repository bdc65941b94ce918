package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.text.Printable;

/**
 * The credentials that a user's provider returns, checked.
 *
 * @param transport the transport with which the provider can fetch credentials
 * @param accepted the types of credentials that can be used
 * @param readers continues callers whose credentials had to be fetched, so that they do not use a thread of the provider
 */
public record ProvidedCredentials(
        CredentialsProvider provider, Transport transport, Set<AuthType> accepted, Executor readers) {

    private static final String REMEDY =
            "Correct the bean: it must return a complete set of credentials, or fail with the reason why it has none";

    /**
     * The credentials that the provider returns now.
     *
     * @param next converts them, on the same thread
     * @return fails with a {@link ModelArtsAuthenticationException} if there are none
     */
    public <T> CompletableFuture<T> current(Function<Credentials, T> next) {
        CompletableFuture<?> asked = asked();
        return asked.isDone()
                ? asked.handle((given, failure) -> next.apply(checked(given, failure)))
                : asked.handleAsync((given, failure) -> next.apply(checked(given, failure)), readers);
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
    private Credentials checked(@Nullable Object given, @Nullable Throwable failure) {
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
        return credentials;
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
