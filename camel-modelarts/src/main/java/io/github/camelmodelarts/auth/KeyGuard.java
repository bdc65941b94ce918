package io.github.camelmodelarts.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * Keeps a wrong key from being tried again and again: more than 5 bad signatures in a row lock an access key for 5 minutes, for
 * everybody who uses it (OCR API reference, "Error Codes", APIG.0301). Until a key has succeeded, 2 calls at most are out with it and
 * others wait, without a thread; after 3 refusals in a row calls fail here, for 5 minutes, and then a single one finds out. Thread-safe.
 */
final class KeyGuard {

    private static final int MOST_OUT = 2;
    private static final int MOST_REFUSALS = 3;
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final CompletableFuture<@Nullable Void> GO = CompletableFuture.completedFuture(null);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Consumer<KeyGuard> keep;
    private final Deque<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
    private boolean trusted;
    private int out;
    private int refusals;
    private boolean paused;
    private long lastRefusal;
    private String reason = "";

    /**
     * The guard of a key that nothing is known of.
     *
     * @param clock says until when, in messages
     * @param nanoTime by which the pause is measured
     * @param keep told of this guard when its key is refused: what it knows matters then, even while nothing uses the key
     */
    KeyGuard(InstantSource clock, LongSupplier nanoTime, Consumer<KeyGuard> keep) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.keep = keep;
    }

    /** Completes when a call may go out with the key; exceptionally if none may for some time. Its thread is that of whoever ends a call. */
    synchronized CompletableFuture<@Nullable Void> enter() {
        if (isPaused()) {
            return CompletableFuture.failedFuture(refusal());
        }
        if (mayEnter()) {
            out++;
            return GO;
        }
        CompletableFuture<@Nullable Void> place = new CompletableFuture<>();
        waiting.add(place);
        return place;
    }

    /** Why no call may go out with the key for some time, or null: for who has much to do before it asks for a place. */
    synchronized @Nullable ModelArtsAuthenticationException whyPaused() {
        return isPaused() ? refusal() : null;
    }

    /** A call came back that says that the key is right. */
    void accepted() {
        List<CompletableFuture<@Nullable Void>> next;
        synchronized (this) {
            out--;
            trusted = true;
            refusals = 0;
            paused = false;
            next = admitted();
        }
        next.forEach(place -> place.complete(null));
    }

    /** A call came back, or never went out, and says nothing of the key. */
    void undecided() {
        List<CompletableFuture<@Nullable Void>> next;
        synchronized (this) {
            out--;
            next = admitted();
        }
        next.forEach(place -> place.complete(null));
    }

    /**
     * A call came back that says that the key is wrong.
     *
     * @param locked whether it is locked already
     */
    void refused(String why, boolean locked) {
        keep.accept(this);
        List<CompletableFuture<@Nullable Void>> next;
        ModelArtsAuthenticationException end = null;
        synchronized (this) {
            out--;
            trusted = false;
            refusals++;
            reason = why;
            if (locked || paused || refusals >= MOST_REFUSALS) {
                paused = true;
                lastRefusal = nanoTime.getAsLong();
                end = refusal();
                next = new ArrayList<>(waiting);
                waiting.clear();
            } else {
                next = admitted();
            }
        }
        for (CompletableFuture<@Nullable Void> place : next) {
            if (end == null) {
                place.complete(null);
            } else {
                place.completeExceptionally(end);
            }
        }
    }

    private List<CompletableFuture<@Nullable Void>> admitted() {
        List<CompletableFuture<@Nullable Void>> next = new ArrayList<>();
        while (!waiting.isEmpty() && mayEnter()) {
            out++;
            next.add(waiting.remove());
        }
        return next;
    }

    private boolean mayEnter() {
        return trusted || out < (paused ? 1 : MOST_OUT);
    }

    private boolean isPaused() {
        return paused && pauseLeft().compareTo(Duration.ZERO) > 0;
    }

    private Duration pauseLeft() {
        return PAUSE.minusNanos(nanoTime.getAsLong() - lastRefusal);
    }

    private ModelArtsAuthenticationException refusal() {
        return new ModelArtsAuthenticationException(
                "The key was refused " + (refusals == 1 ? "" : refusals + " times in a row ")
                        + "and is not tried again before "
                        + clock.instant().plus(pauseLeft()).truncatedTo(ChronoUnit.SECONDS)
                        + ", because the cloud would lock it for all who use it; nothing was sent. The last refusal: "
                        + reason,
                "Correct the credentials, which ends the waiting",
                null);
    }
}
