package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Counts requests in windows of a fixed length, the first of which begins with the first request. Thread-safe. */
final class Throttle {

    private final int limit;
    private final Duration period;
    private final Clock clock;
    private final Failure refusal;
    private Instant windowEnd = Instant.MIN;
    private int taken;

    Throttle(int limit, Duration period, Clock clock) {
        this(limit, period, clock, Refusals.throttled(limit, period));
    }

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

    /** As the gateway's message has it, "1 minute", in the largest unit that divides the period. */
    static String inWords(Duration period) {
        long millis = period.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + " day";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " hour";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " minute";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + " second" : millis + " millisecond";
    }
}
