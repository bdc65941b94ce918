package io.github.camelmodelarts.local.call;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;

/** What keeps an API or a service from answering as it should: planned failures, delays, a throttle. Thread-safe. */
public final class Disturbance {

    private final FailurePlan failures = new FailurePlan();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable Throttle throttle;

    /** Nothing yet. */
    public Disturbance() {}

    /** The next {@code times} requests fail like this; after failures already planned. */
    public void failNext(int times, Failure failure) {
        failures.add(times, failure);
    }

    /** Every request fails like this once the planned ones are used up. */
    public void failWith(Failure failure) {
        failures.always(failure);
    }

    /** Forgets all failures. */
    public void clearFailures() {
        failures.clear();
    }

    /** The failure of the request that has come, or null. */
    public @Nullable Failure nextFailure() {
        return failures.take();
    }

    /** For how long each answer is held back. */
    public Duration delay() {
        return delay;
    }

    /** Holds each answer back for so long. */
    public void delay(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
        delay = duration;
    }

    /** Lets so many requests through in each window of {@code period}; the others are answered with {@code refusal}. */
    public void throttle(int requests, Duration period, Clock clock, Failure refusal) {
        throttle = new Throttle(requests, period, clock, refusal);
    }

    /** Takes the throttle away. */
    public void unthrottled() {
        throttle = null;
    }

    /** Counts a request in. */
    public void admit() throws RefusedException {
        Throttle current = throttle;
        if (current != null) {
            current.admit();
        }
    }
}
