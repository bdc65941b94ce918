package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The IAM tokens that the gateway knows, with their ends. Thread-safe. */
final class Tokens {

    /** "The validity period of a token is 24 hours" (Huawei Cloud IAM). */
    static final Duration LIFE = Duration.ofHours(24);

    private final Clock clock;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    Tokens(Clock clock) {
        this.clock = clock;
    }

    void add(String token, Duration life) {
        ends.put(token, clock.instant().plus(life));
    }

    void expire(String token) {
        if (ends.replace(token, Instant.MIN) == null) {
            throw new IllegalArgumentException("This token was not issued here");
        }
    }

    void check(String token) throws RefusedException {
        Instant end = ends.get(token);
        if (end == null) {
            throw new RefusedException(Refusals.badToken());
        }
        if (!clock.instant().isBefore(end)) {
            throw new RefusedException(Refusals.tokenExpired());
        }
    }
}
