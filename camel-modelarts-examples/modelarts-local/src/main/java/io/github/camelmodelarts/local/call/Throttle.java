package io.github.camelmodelarts.local.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.camelmodelarts.local.api.Failure;

/** Counts requests in windows of a fixed length. The first window begins with the first request. Thread-safe. */
final class Throttle {

    private final int limit;
    private final Duration period;
    private final Clock clock;
    private final Failure refusal;
    private Instant windowEnd = Instant.MIN;
    private int taken;

    Throttle(int limit, Duration period, Clock clock, Failure refusal) {
        if (limit < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("A throttle needs a limit of at least 1 and a period above zero");
        }
        this.limit = limit;
        this.period = period;
        this.clock = clock;
        this.refusal = refusal;
    }

    synchronized void admit() throws RefusedException {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            windowEnd = now.plus(period);
            taken = 0;
        }
        if (++taken > limit) {
            throw new RefusedException(refusal);
        }
    }
}
