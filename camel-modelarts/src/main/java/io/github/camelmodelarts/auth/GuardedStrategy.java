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

/** Signs requests when the guard of the key admits them. */
final class GuardedStrategy implements AuthStrategy {

    private final SignatureStrategy strategy;
    private final KeyGuard guard;
    private final Executor progress;

    /** @param progress runs calls that had to wait */
    GuardedStrategy(SignatureStrategy strategy, KeyGuard guard, Executor progress) {
        this.strategy = strategy;
        this.guard = guard;
        this.progress = progress;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return strategy.mayBlock(request);
    }

    /** Hashes the body first, so that a slow body does not take the place of another call. */
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

    /**
     * Continues a call that had to wait, on a progress thread, also after a failure. Many calls can be waiting, and the thread that ended
     * another call must not run all of them.
     */
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
                        // the executor had no thread for this call
                        guard.undecided();
                    }
                });
    }

    private CompletionStage<Authenticated> signed(ServiceRequest request) {
        boolean out = false;
        try {
            ServiceRequest signed = strategy.sign(request);
            out = true;
            return CompletableFuture.completedFuture(
                    new Authenticated(signed, new GuardedVerdict(strategy.verdict(signed), guard)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(SignatureStrategy.unreadable(e));
        } finally {
            if (!out) {
                guard.undecided();
            }
        }
    }
}
