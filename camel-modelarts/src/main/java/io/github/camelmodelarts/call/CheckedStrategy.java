package io.github.camelmodelarts.call;

import java.util.concurrent.CompletableFuture;
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
import io.github.camelmodelarts.text.Printable;

/** Wraps any strategy and enforces its contract: each violation becomes a normal failure of the call. */
final class CheckedStrategy implements AuthStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedStrategy.class);

    private static final int LONGEST_SAID = 500;

    private final AuthStrategy strategy;

    CheckedStrategy(AuthStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        try {
            return strategy.mayBlock(request);
        } catch (Throwable e) {
            LOG.warn("The authStrategy failed in mayBlock, so it is treated as one that can block: {}", said(e));
            return true;
        }
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        CompletionStage<Authenticated> stage = checked(() -> strategy.authenticate(request), "nothing was sent");
        Authenticated known = Continuation.known(stage);
        try {
            return known == null
                    ? stage.thenApply(authenticated -> checked(request, authenticated))
                    : CompletableFuture.completedFuture(checked(request, known));
        } catch (ModelArtsAuthenticationException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Authenticated checked(ServiceRequest request, Authenticated authenticated) {
        Verdict verdict = authenticated.verdict();
        Authenticated checked = new Authenticated(
                authenticated.request(), verdict == Verdict.NONE ? verdict : new CheckedVerdict(verdict));
        if (!onlyHeadersAdded(request, checked.request())) {
            checked.verdict().settled(null);
            throw new ModelArtsAuthenticationException(
                    "The authStrategy changed more than headers; the request was not sent",
                    "Correct the bean: it can add headers, but must not change method, URI or body",
                    null);
        }
        return checked;
    }

    private static boolean onlyHeadersAdded(ServiceRequest request, ServiceRequest proven) {
        return proven.method().equals(request.method())
                && proven.uri().equals(request.uri())
                && proven.body() == request.body();
    }

    private record CheckedVerdict(Verdict verdict) implements Verdict {

        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return checked(() -> verdict.refused(response), "the request was not retried");
        }

        @Override
        public String repair() {
            try {
                return required(verdict.repair(), "the request is retried nevertheless");
            } catch (Throwable e) {
                LOG.debug("The authStrategy failed in repair", e);
                return Verdict.NONE.repair();
            }
        }

        /** A strategy that fails here must not cause the loss of a response. */
        @Override
        public void settled(@Nullable ServiceResponse response) {
            try {
                verdict.settled(response);
            } catch (Throwable e) {
                LOG.warn("The authStrategy failed after an attempt, in settled: {}", said(e));
            }
        }

        @Override
        public @Nullable String explain(String errorMessage) {
            try {
                return verdict.explain(errorMessage);
            } catch (Throwable e) {
                LOG.debug("The authStrategy failed in explain", e);
                return null;
            }
        }
    }

    /** A future that completes once, even if the stage calls back twice. */
    private static <T> CompletionStage<T> checked(Supplier<@Nullable CompletionStage<T>> asked, String consequence) {
        CompletableFuture<T> checked = new CompletableFuture<>();
        try {
            CompletionStage<T> stage = required(asked.get(), consequence);
            if (Continuation.known(stage) != null) {
                return stage;
            }
            stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    checked.completeExceptionally(asAuthenticationFailure(Failures.unwrapped(failure)));
                } else if (value == null) {
                    checked.completeExceptionally(nothing(consequence));
                } else {
                    checked.complete(value);
                }
            });
        } catch (Throwable e) {
            checked.completeExceptionally(asAuthenticationFailure(e));
        }
        return checked;
    }

    private static <T> T required(@Nullable T value, String consequence) {
        if (value == null) {
            throw nothing(consequence);
        }
        return value;
    }

    private static ModelArtsAuthenticationException nothing(String consequence) {
        return new ModelArtsAuthenticationException("The authStrategy returned null; " + consequence, null, null);
    }

    private static Throwable asAuthenticationFailure(Throwable failure) {
        return failure instanceof ModelArtsFailure
                ? failure
                : new ModelArtsAuthenticationException("The authStrategy failed: " + said(failure), null, failure);
    }

    /** The text of a bean's exception. Its {@code toString} can fail, and can contain any text. */
    private static String said(Throwable failure) {
        try {
            return Printable.of(failure.toString(), LONGEST_SAID);
        } catch (Throwable e) {
            return failure.getClass().getName();
        }
    }
}
