package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Failures;

/**
 * Something that is fetched and shared: by one caller while the others wait without a thread, renewed ahead of its end behind the callers'
 * backs, kept when that fails as long as it is good, given up when it is found to be wrong. Thread-safe.
 */
final class LeaseCache<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseCache.class);

    private final String what;
    private final Supplier<CompletableFuture<Lease<T>>> source;
    private final Duration pause;
    private final Executor progress;
    private final InstantSource clock;
    private @Nullable Lease<T> lease;
    private @Nullable CompletableFuture<Lease<T>> underWay;
    private Instant noRenewalBefore = Instant.MIN;
    private @Nullable Throwable lastFailure;

    /**
     * An empty cache.
     *
     * @param what for the log: "IAM token" for example
     * @param pause after a renewal that failed, so that a source in trouble is not asked by each call; and what is younger than that is
     *     not fetched again when it is found to be wrong
     * @param progress where each caller goes on that had to wait: one that takes its time must not hold up the others
     */
    LeaseCache(
            String what,
            Supplier<CompletableFuture<Lease<T>>> source,
            Duration pause,
            Executor progress,
            InstantSource clock) {
        this.what = what;
        this.source = source;
        this.pause = pause;
        this.progress = progress;
        this.clock = clock;
    }

    /** One that is good; fails as the source does. */
    CompletionStage<T> current() {
        CompletableFuture<Lease<T>> mine;
        Lease<T> good;
        synchronized (this) {
            Instant now = clock.instant();
            good = lease != null && now.isBefore(lease.end()) ? lease : null;
            if (good != null && (underWay != null || now.isBefore(good.renewFrom()) || now.isBefore(noRenewalBefore))) {
                return CompletableFuture.completedFuture(good.value());
            }
            if (underWay != null) {
                return value(underWay);
            }
            mine = new CompletableFuture<>();
            underWay = mine;
        }
        fetch(mine);
        return good == null ? value(mine) : CompletableFuture.completedFuture(good.value());
    }

    /**
     * Told that a value was found to be wrong.
     *
     * @return completes with whether there is another one
     */
    CompletionStage<Boolean> refused(T value) {
        synchronized (this) {
            if (lease != null && lease.value().equals(value)) {
                if (lease.received().isAfter(clock.instant().minus(pause))) {
                    // a new one is wrong too: it is not its age, and another one will not help
                    return CompletableFuture.completedFuture(false);
                }
                lease = null;
            }
        }
        return current().handle((renewed, failure) -> failure == null && !renewed.equals(value));
    }

    /**
     * Told that a value may be wrong: fetches another one, and meanwhile and if that fails keeps this. Who tells it again soon after a
     * fetch is told what that brought.
     *
     * @return completes with what there is then, perhaps the same; fails as the source does
     */
    CompletionStage<T> recheck(T value) {
        CompletableFuture<Lease<T>> mine = beginRecheck(value);
        return mine == null ? current() : value(mine);
    }

    /** Null if it is another value by now. What the source does is not done under the lock. */
    private @Nullable CompletableFuture<Lease<T>> beginRecheck(T value) {
        CompletableFuture<Lease<T>> mine;
        synchronized (this) {
            Instant now = clock.instant();
            if (lease == null || !lease.value().equals(value)) {
                return null;
            }
            if (lease.received().isAfter(now.minus(pause))) {
                return CompletableFuture.completedFuture(lease);
            }
            if (underWay != null) {
                return underWay;
            }
            if (lastFailure != null && now.isBefore(noRenewalBefore)) {
                return CompletableFuture.failedFuture(lastFailure);
            }
            mine = new CompletableFuture<>();
            underWay = mine;
        }
        fetch(mine);
        return mine;
    }

    private CompletionStage<T> value(CompletableFuture<Lease<T>> fetched) {
        // those who wait for a failure go on there, too: many may, and each has something to say about it
        return (fetched.isDone() ? fetched : fetched.whenCompleteAsync((lease, failure) -> {}, progress))
                .thenApply(Lease::value);
    }

    private void fetch(CompletableFuture<Lease<T>> mine) {
        CompletableFuture<Lease<T>> asked;
        try {
            asked = Objects.requireNonNull(source.get(), what);
        } catch (Throwable e) {
            // whatever it is, nobody may wait for ever
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((renewed, failure) -> {
            try {
                settle(renewed, failure);
            } finally {
                if (failure == null) {
                    mine.complete(renewed);
                } else {
                    mine.completeExceptionally(Failures.unwrapped(failure));
                }
            }
        });
    }

    private synchronized void settle(@Nullable Lease<T> renewed, @Nullable Throwable failure) {
        underWay = null;
        if (renewed != null) {
            lease = renewed;
            lastFailure = null;
            return;
        }
        noRenewalBefore = clock.instant().plus(pause);
        lastFailure = failure == null ? null : Failures.unwrapped(failure);
        if (lease != null) {
            LOG.warn(
                    "The {} could not be renewed and is kept until {}: {}", what, lease.end(), String.valueOf(failure));
        }
    }
}
