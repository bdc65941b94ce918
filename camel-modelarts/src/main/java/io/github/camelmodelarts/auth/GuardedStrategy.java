package io.github.camelmodelarts.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ServiceRequest;

/** Signs when the guard of its key lets it. */
final class GuardedStrategy implements AuthStrategy {

    private final SignatureStrategy strategy;
    private final KeyGuard guard;
    private final Executor progress;
    private final Executor readers;

    /**
     * A strategy.
     *
     * @param progress where calls go on that had to wait
     * @param readers the same where that may block
     */
    GuardedStrategy(SignatureStrategy strategy, KeyGuard guard, Executor progress, Executor readers) {
        this.strategy = strategy;
        this.guard = guard;
        this.progress = progress;
        this.readers = readers;
    }

    @Override
    public boolean mayBlock(ServiceRequest request) {
        return strategy.mayBlock(request);
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        CompletableFuture<@Nullable Void> entered = guard.enter();
        return entered.isDone()
                ? entered.thenCompose(go -> signed(request))
                : entered.thenComposeAsync(go -> signed(request), mayBlock(request) ? readers : progress);
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
