package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ServiceRequest;

/** Signs when the guard of its key lets it. */
final class GuardedStrategy implements AuthStrategy {

    private final SignatureStrategy strategy;
    private final KeyGuard guard;
    private final Executor progress;

    /** @param progress where calls go on that had to wait */
    GuardedStrategy(SignatureStrategy strategy, KeyGuard guard, Executor progress) {
        this.strategy = strategy;
        this.guard = guard;
        this.progress = progress;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return strategy.mayBlock(request);
    }

    /** A body that takes its time to be read does so before, and keeps no place from others. */
    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        ModelArtsAuthenticationException paused = mayBlock(request) ? guard.whyPaused() : null;
        if (paused != null) {
            return CompletableFuture.failedFuture(paused);
        }
        try {
            strategy.hash(request);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(SignatureStrategy.unreadable(e));
        }
        CompletableFuture<@Nullable Void> entered = guard.enter();
        return entered.isDone() ? entered.thenCompose(go -> signed(request)) : waiting(entered, request);
    }

    /** On a thread of progress for a failure, too: many may wait. */
    private CompletionStage<Authenticated> waiting(CompletableFuture<@Nullable Void> entered, ServiceRequest request) {
        AtomicBoolean begun = new AtomicBoolean();
        return entered.handleAsync(
                        (go, failure) -> {
                            begun.set(true);
                            return failure == null
                                    ? signed(request)
                                    : CompletableFuture.<Authenticated>failedFuture(Failures.unwrapped(failure));
                        },
                        progress)
                .thenCompose(Function.identity())
                .whenComplete((signed, failure) -> {
                    if (!begun.get() && !entered.isCompletedExceptionally()) {
                        // no thread could be had for it
                        guard.undecided();
                    }
                });
    }

    private CompletionStage<Authenticated> signed(ServiceRequest request) {
        try {
            return strategy.authenticate(request)
                    .thenApply(Authenticated::request)
                    .thenApply(signed -> new Authenticated(signed, new GuardedVerdict(strategy.verdict(signed), guard)))
                    .whenComplete((signed, failure) -> {
                        if (failure != null) {
                            guard.undecided();
                        }
                    });
        } catch (Throwable e) {
            guard.undecided();
            throw e;
        }
    }
}
