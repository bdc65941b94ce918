package io.github.camelmodelarts.local.call;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;

/** The planned failures, the delay and the throttle of an API or a service. Thread-safe. */
public final class Disturbance {

    private final FailurePlan failures = new FailurePlan();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable Throttle throttle;

    /** Creates one without failures, delay and throttle. */
    public Disturbance() {}

    /** Makes the next {@code times} requests fail like this, after the failures that are planned already. */
    public void failNext(int times, Failure failure) {
        failures.add(times, failure);
    }

    /** Makes all requests fail like this after the planned failures. */
    public void failWith(Failure failure) {
        failures.always(failure);
    }

    /** Removes all planned failures. */
    public void clearFailures() {
        failures.clear();
    }

    /** Returns the failure for the current request, or null. */
    public @Nullable Failure nextFailure() {
        return failures.take();
    }

    /** The delay of each response. */
    public Duration delay() {
        return delay;
    }

    /** Sets the delay of each response. */
    public void delay(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
        delay = duration;
    }

    /** Accepts {@code requests} requests in each window of {@code period}; the others get {@code refusal}. */
    public void throttle(int requests, Duration period, Clock clock, Failure refusal) {
        throttle = new Throttle(requests, period, clock, refusal);
    }

    /** Removes the throttle. */
    public void unthrottled() {
        throttle = null;
    }

    /** Counts a request, or throws the throttle's rejection. */
    public void admit() throws RefusedException {
        Throttle current = throttle;
        if (current != null) {
            current.admit();
        }
    }
}
