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
 * Keeps something that is fetched and shared: a token, a key, an address. One caller fetches it while the others wait without a thread. It is
 * renewed ahead of its end in the background, kept while a renewal fails and it is still good, and dropped when it is found to be wrong. A
 * fetch has a time limit that does not depend on its callers. After a fetch that failed there is a pause of a second, or as long as
 * {@code Retry-After} asks for, at most 15 minutes: calls that come within it fail at once with that failure. Thread-safe.
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

    /** Where it comes from. */
    interface Source<T> {

        /** Begins a fetch, and returns at once. */
        CompletableFuture<Lease<T>> begin(Fetch fetch);

        /** The failure of a fetch that took too long. */
        Throwable late(String message);

        /** Whether the source is left alone for a moment after such a failure, as long as there is nothing good. */
        default boolean pausesAfter(Throwable failure) {
            return true;
        }
    }

    /**
     * An empty cache.
     *
     * @param what for messages: "token from IAM" for example
     * @param pause after a renewal that failed while there is something good; and what is younger than that is not fetched again when it
     *     is found to be wrong
     */
    LeaseCache(String what, Source<T> source, Duration pause, Timing timing) {
        this.what = what;
        this.source = source;
        this.pause = pause;
        this.timing = timing;
    }

    /** One that is good; fails as the source does. */
    CompletionStage<T> current() {
        return lease(value -> true).thenApply(Lease::value);
    }

    /** The same with what is left of its times, for a caller who can't use each value. One that it can't use is fetched anew for it, and kept for others. */
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
     * Told that a value was found to be wrong.
     *
     * @return completes with whether there is another one
     */
    CompletionStage<Boolean> refused(T value) {
        synchronized (this) {
            if (lease != null && lease.value().equals(value)) {
                if (!isOlderThan(pause)) {
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
        return mine == null ? current() : followed(mine).thenApply(Lease::value);
    }

    /** Null if it is another value by now. What the source does is not done under the lock. */
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

    private @Nullable Lease<T> good() {
        return lease == null || isOlderThan(lease.life()) ? null : lease;
    }

    private boolean isOlderThan(Duration age) {
        return timing.since(received).compareTo(age) >= 0;
    }

    private boolean isPaused() {
        return failed != null && failed.pauseLeft(pause, timing) != null;
    }

    /** The last failure as it is told within the pause after it; null if there is none, or the pause is over. */
    private @Nullable Throwable paused(Duration least) {
        FailedFetch last = failed;
        Duration left = last == null ? null : last.pauseLeft(least, timing);
        return last == null || left == null ? null : last.told(what, left, timing);
    }

    private CompletableFuture<Lease<T>> followed(CompletableFuture<Lease<T>> fetched) {
        // those who wait for a failure go on there, too: many may, and each has something to say about it
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
            // whatever it is, nobody may wait for ever
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((renewed, failure) -> end(mine, renewed, failure));
    }

    private void giveUp(Fetch fetch, CompletableFuture<Lease<T>> mine) {
        Throwable late = source.late(
                "The " + what + " did not come within " + Timing.LONGEST_FETCH.toSeconds() + " s, and was given up");
        // told first: what its requests fail with once they are cancelled says less
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
            // given up before
            return;
        }
        underWay = null;
        if (renewed != null) {
            lease = renewed;
            received = timing.nanoTime().getAsLong();
            failed = null;
            return;
        }
        Throwable why = failure == null ? new IllegalStateException("nothing came") : Failures.unwrapped(failure);
        failed = new FailedFetch(why, timing.nanoTime().getAsLong());
        Lease<T> kept = good();
        if (kept != null) {
            LOG.warn(
                    "The {} could not be renewed and is kept for {} more: {}",
                    what,
                    kept.life().minus(timing.since(received)).truncatedTo(ChronoUnit.SECONDS),
                    why.toString());
        }
    }
}
