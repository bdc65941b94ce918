package io.github.camelmodelarts.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;

/** A strategy, whosever it is, that keeps to the contract: what it does wrong is a failure like others. */
final class CheckedStrategy implements AuthStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedStrategy.class);

    private final AuthStrategy strategy;

    CheckedStrategy(AuthStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        return checked(() -> strategy.authenticate(request)).thenApply(authenticated -> {
            Authenticated checked =
                    new Authenticated(authenticated.request(), new CheckedVerdict(authenticated.verdict()));
            if (!onlyHeadersAdded(request, checked.request())) {
                checked.verdict().settled(null);
                throw new ModelArtsAuthenticationException(
                        "The authStrategy changed more than headers; the request was not sent",
                        "A strategy adds headers: method, URI and body stay as they are",
                        null);
            }
            return checked;
        });
    }

    private static boolean onlyHeadersAdded(ServiceRequest request, ServiceRequest proven) {
        return proven.method().equals(request.method())
                && proven.uri().equals(request.uri())
                && proven.body() == request.body();
    }

    private record CheckedVerdict(Verdict verdict) implements Verdict {

        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return checked(() -> verdict.refused(response));
        }

        /** What a strategy keeps for a request is its own business, and no reason to lose a response. */
        @Override
        public void settled(@Nullable ServiceResponse response) {
            try {
                verdict.settled(response);
            } catch (Throwable e) {
                LOG.warn("The authStrategy failed after the call: {}", e.toString());
            }
        }

        @Override
        public @Nullable String explain(String errorMessage) {
            try {
                return verdict.explain(errorMessage);
            } catch (RuntimeException e) {
                LOG.debug("The authStrategy could not explain a refusal", e);
                return null;
            }
        }
    }

    private static <T> CompletionStage<T> checked(Supplier<@Nullable CompletionStage<T>> asked) {
        CompletionStage<T> stage;
        try {
            stage = required(asked.get());
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(asAuthenticationFailure(e));
        }
        return stage.handle((value, failure) -> {
            if (failure != null) {
                throw new CompletionException(asAuthenticationFailure(Failures.unwrapped(failure)));
            }
            return required(value);
        });
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new ModelArtsAuthenticationException("The authStrategy returned null; nothing was sent", null, null);
        }
        return value;
    }

    private static Throwable asAuthenticationFailure(Throwable failure) {
        return failure instanceof ModelArtsFailure
                ? failure
                : new ModelArtsAuthenticationException("The authStrategy failed: " + failure, null, failure);
    }
}
