package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;

/** What keeps an API or a service from answering as it should: planned failures, delays, a throttle. Thread-safe. */
final class Disturbance {

    private final FailurePlan failures = new FailurePlan();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable Throttle throttle;

    FailurePlan failures() {
        return failures;
    }

    Duration delay() {
        return delay;
    }

    void delay(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
        delay = duration;
    }

    void throttle(int requests, Duration period, Clock clock, Failure refusal) {
        throttle = new Throttle(requests, period, clock, refusal);
    }

    void unthrottled() {
        throttle = null;
    }

    void admit() throws RefusedException {
        Throttle current = throttle;
        if (current != null) {
            current.admit();
        }
    }
}
