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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * Pauses a wrong key before the cloud locks it: more than 5 wrong signatures in a row lock an access key for 5 minutes for all of its
 * users (OCR API reference, "Error Codes", APIG.0301). Until a key has succeeded, at most 2 calls use it at a time and others wait, without
 * a thread. After 3 rejections in a row, calls are refused here for 5 minutes; then a single call tries the key. Thread-safe.
 */
final class KeyGuard {

    private static final Logger LOG = LoggerFactory.getLogger(KeyGuard.class);

    private static final int MOST_OUT = 2;
    private static final int MOST_REFUSALS = 3;
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final CompletableFuture<@Nullable Void> GO = CompletableFuture.completedFuture(null);

    private final String name;
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
     * The guard of a key that has not been used yet.
     *
     * @param name the masked name of the key
     * @param clock gives the end of a pause in messages
     * @param nanoTime measures the pause
     * @param keep receives this guard when the key is rejected, and must keep it from then on, even while no call uses the key
     */
    KeyGuard(String name, InstantSource clock, LongSupplier nanoTime, Consumer<KeyGuard> keep) {
        this.name = name;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.keep = keep;
    }

    /**
     * Completes when a call can be sent with the key; exceptionally while the key is paused. It completes on the
     * thread that ends another call.
     */
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

    /** The exception if the key is paused, or null. A call that has much work to do before {@code enter} asks this first. */
    synchronized @Nullable ModelArtsAuthenticationException whyPaused() {
        return isPaused() ? refusal() : null;
    }

    /** The pause of the key, or null if it is not paused. */
    synchronized @Nullable PausedKey pause() {
        return isPaused() ? new PausedKey(name, pauseLeft()) : null;
    }

    /** Ends the pause as if its time were over: one call tries the key. */
    synchronized void forgetPause() {
        lastRefusal = nanoTime.getAsLong() - PAUSE.toNanos();
    }

    /** A call has shown that the key is right. */
    void accepted() {
        List<CompletableFuture<@Nullable Void>> next;
        boolean again;
        synchronized (this) {
            out--;
            trusted = true;
            refusals = 0;
            again = paused;
            paused = false;
            next = admitted();
        }
        if (again) {
            LOG.info("The key {} is accepted and used again", name);
        }
        next.forEach(place -> place.complete(null));
    }

    /** A call has ended, or was not sent, without showing whether the key is right. */
    void undecided() {
        List<CompletableFuture<@Nullable Void>> next;
        synchronized (this) {
            out--;
            next = admitted();
        }
        next.forEach(place -> place.complete(null));
    }

    /**
     * A call has shown that the key is wrong.
     *
     * @param locked whether the cloud has locked the key already
     */
    void refused(String why, boolean locked) {
        keep.accept(this);
        List<CompletableFuture<@Nullable Void>> next;
        ModelArtsAuthenticationException end = null;
        boolean known;
        synchronized (this) {
            out--;
            trusted = false;
            refusals++;
            reason = why;
            known = isPaused();
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
        if (end != null && !known) {
            LOG.warn("Calls with the key {} are refused: {}", name, end.getMessage());
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
        return ModelArtsAuthenticationException.ofPausedKey(
                "The key was rejected " + (refusals == 1 ? "" : refusals + " times in a row ")
                        + "and is paused until "
                        + clock.instant().plus(pauseLeft()).truncatedTo(ChronoUnit.SECONDS)
                        + ", because the cloud would lock it for all of its users; nothing was sent. The last rejection: "
                        + reason,
                "Correct the credentials; a new key is used at once");
    }
}
