package io.github.camelmodelarts.local.maas;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Counts tokens in windows of one minute; the first window begins with the first request. A request is rejected if the tokens of its
 * window have reached the limit already, because the tokens of its own answer are not known yet. Thread-safe.
 */
final class TokenLimit {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private long limit;
    private long used;
    private Instant windowEnd = Instant.MIN;

    TokenLimit(Clock clock) {
        this.clock = clock;
    }

    /** Sets the limit, 0 for none, and begins a new window. */
    synchronized void limit(long tokens) {
        limit = tokens;
        used = 0;
        windowEnd = Instant.MIN;
    }

    synchronized void admit() throws MaasException {
        turn();
        if (limit > 0 && used >= limit) {
            throw new MaasException(MaasError.TOKENS_PER_MINUTE);
        }
    }

    synchronized void use(long tokens) {
        turn();
        used += tokens;
    }

    private void turn() {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            windowEnd = now.plus(MINUTE);
            used = 0;
        }
    }
}
