package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Failures;

/**
 * Caches a value that is fetched and shared: a token, a key, an address. One caller fetches it while the others wait without a thread. The
 * value is renewed in the background before it expires, kept if the renewal fails while it is still valid, and dropped when it is found to
 * be wrong. A fetch has a time limit that does not depend on its callers. After a failed fetch there is a pause of one second, or for as
 * long as {@code Retry-After} asks for, at most 15 minutes. Calls during the pause fail at once with that failure. Thread-safe.
 */
final class LeaseCache<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseCache.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final String what;
    private final Source<T> source;
    private final Duration pause;
    private final Timing timing;
    private @Nullable Lease<T> lease;
    private long received;
    private @Nullable CompletableFuture<Lease<T>> underWay;
    private @Nullable FailedFetch failed;

    /** Fetches the value. */
    interface Source<T> {

        /** Begins a fetch and returns at once. */
        CompletableFuture<Lease<T>> begin(Fetch fetch);

        /** The failure of a fetch that exceeded its time limit. */
        Throwable late(String message);

        /** Whether calls fail at once for a while after this failure, as long as there is no valid value. */
        default boolean pausesAfter(Throwable failure) {
            return true;
        }
    }

    /**
     * Creates an empty cache.
     *
     * @param what the value's name in messages, for example "token from IAM"
     * @param pause the pause after a failed renewal while the old value is still valid. A value that is younger than this pause is not
     *     fetched again if it is found to be wrong
     */
    LeaseCache(String what, Source<T> source, Duration pause, Timing timing) {
        this.what = what;
        this.source = source;
        this.pause = pause;
        this.timing = timing;
    }

    /** A valid value; fails as the source does. */
    CompletionStage<T> current() {
        return lease(value -> true).thenApply(Lease::value);
    }

    /**
     * A valid value with its remaining times. If this caller can't use the cached value, the value is fetched again; other callers get the
     * cached value until then.
     */
    CompletableFuture<Lease<T>> lease(Predicate<T> usable) {
        CompletableFuture<Lease<T>> mine;
        Lease<T> good;
        synchronized (this) {
            Lease<T> kept = good();
            good = kept == null || !usable.test(kept.value()) ? null : kept.after(timing.since(received));
            if (good != null && (underWay != null || !good.isToBeRenewed() || isPaused())) {
                return CompletableFuture.completedFuture(good);
            }
            if (underWay != null) {
                return followed(underWay);
            }
            Throwable paused = good == null ? paused(SHORTEST_PAUSE) : null;
            if (paused != null && source.pausesAfter(paused)) {
                return CompletableFuture.failedFuture(paused);
            }
            mine = new CompletableFuture<>();
            underWay = mine;
        }
        fetch(mine);
        return good == null ? followed(mine) : CompletableFuture.completedFuture(good);
    }

    /**
     * Drops a value that was found to be wrong, and fetches another one.
     *
     * @return completes with whether there is a different value now
     */
    CompletionStage<Boolean> refused(T value) {
        synchronized (this) {
            if (lease != null && lease.value().equals(value)) {
                if (!isOlderThan(pause)) {
                    // a new value is wrong too: its age is not the cause, so another value does not help
                    return CompletableFuture.completedFuture(false);
                }
                lease = null;
            }
        }
        return current().handle((renewed, failure) -> failure == null && !renewed.equals(value));
    }

    /**
     * Fetches a value again that may be wrong. The old value stays in the cache until the new one arrives, and also if the fetch fails. A
     * recheck soon after a fetch gets the result of that fetch.
     *
     * @return completes with the value after the fetch, which may be the same; fails as the source does
     */
    CompletionStage<T> recheck(T value) {
        CompletableFuture<Lease<T>> mine = beginRecheck(value);
        return mine == null ? current() : followed(mine).thenApply(Lease::value);
    }

    /**
     * Begins a recheck or joins a fetch in flight. Returns null if the cache holds another value by now. The source is called without the
     * lock.
     */
    private @Nullable CompletableFuture<Lease<T>> beginRecheck(T value) {
        CompletableFuture<Lease<T>> mine;
        synchronized (this) {
            if (lease == null || !lease.value().equals(value)) {
                return null;
            }
            if (!isOlderThan(pause)) {
                return CompletableFuture.completedFuture(lease);
            }
            if (underWay != null) {
                return underWay;
            }
            Throwable paused = paused(pause);
            if (paused != null) {
                return CompletableFuture.failedFuture(paused);
            }
            mine = new CompletableFuture<>();
            underWay = mine;
        }
        fetch(mine);
        return mine;
    }

    /** The valid value that is cached, or null; nothing is fetched. */
    synchronized @Nullable T known() {
        Lease<T> kept = good();
        return kept == null ? null : kept.value();
    }

    /** The failure of the last fetch; null if it did not fail. */
    synchronized @Nullable Throwable lastFailure() {
        return failed == null ? null : failed.failure();
    }

    private @Nullable Lease<T> good() {
        return lease == null || isOlderThan(lease.life()) ? null : lease;
    }

    private boolean isOlderThan(Duration age) {
        return timing.since(received).compareTo(age) >= 0;
    }

    private boolean isPaused() {
        return failed != null && failed.pauseLeft(pause, timing) != null;
    }

    /** The failure for calls during the pause; null if the last fetch did not fail, or the pause is over. */
    private @Nullable Throwable paused(Duration least) {
        FailedFetch last = failed;
        Duration left = last == null ? null : last.pauseLeft(least, timing);
        return last == null || left == null ? null : last.told(what, left, timing);
    }

    private CompletableFuture<Lease<T>> followed(CompletableFuture<Lease<T>> fetched) {
        // callers that wait continue on this pool after a failure, too: they may be many, and each handles the failure
        return fetched.isDone() ? fetched : fetched.whenCompleteAsync((lease, failure) -> {}, timing.progress());
    }

    private void fetch(CompletableFuture<Lease<T>> mine) {
        Fetch fetch = new Fetch();
        CompletableFuture<Lease<T>> asked;
        try {
            Future<?> limit = timing.progress()
                    .schedule(() -> giveUp(fetch, mine), Timing.LONGEST_FETCH.toMillis(), TimeUnit.MILLISECONDS);
            mine.whenComplete((renewed, failure) -> limit.cancel(false));
            asked = Objects.requireNonNull(source.begin(fetch), what);
        } catch (Throwable e) {
            // any error has to end the fetch, or its callers wait for ever
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((renewed, failure) -> end(mine, renewed, failure));
    }

    private void giveUp(Fetch fetch, CompletableFuture<Lease<T>> mine) {
        Throwable late =
                source.late("The " + what + " was not received within " + Timing.LONGEST_FETCH.toSeconds() + " s");
        // before the requests are cancelled, because the failures of cancelled requests say less
        end(mine, null, late);
        fetch.giveUp(late);
    }

    private void end(CompletableFuture<Lease<T>> mine, @Nullable Lease<T> renewed, @Nullable Throwable failure) {
        try {
            settle(mine, renewed, failure);
        } finally {
            if (failure == null) {
                mine.complete(renewed);
            } else {
                mine.completeExceptionally(Failures.unwrapped(failure));
            }
        }
    }

    private synchronized void settle(
            CompletableFuture<Lease<T>> mine, @Nullable Lease<T> renewed, @Nullable Throwable failure) {
        if (underWay != mine) {
            // it was given up before
            return;
        }
        underWay = null;
        if (renewed != null) {
            lease = renewed;
            received = timing.nanoTime().getAsLong();
            failed = null;
            return;
        }
        Throwable why = failure == null
                ? new IllegalStateException("the source returned no value")
                : Failures.unwrapped(failure);
        failed = new FailedFetch(why, timing.nanoTime().getAsLong());
        Lease<T> kept = good();
        if (kept != null) {
            LOG.warn(
                    "The {} could not be renewed; the current one stays in use for {}: {}",
                    what,
                    kept.life().minus(timing.since(received)).truncatedTo(ChronoUnit.SECONDS),
                    why.toString());
        }
    }
}
