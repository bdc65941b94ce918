package io.github.camelmodelarts.local.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks an access key, for all clients that use it, for 5 minutes after more than 5 bad signatures in a row (Huawei Cloud
 * API Gateway FAQ). Contains only known keys, so its size is limited. Thread-safe.
 */
final class AccessKeyLock {

    private static final int TOLERATED = 5;
    private static final Duration LOCKED_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Instant> lockedUntil = new HashMap<>();

    AccessKeyLock(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean isLocked(String accessKey) {
        Instant until = lockedUntil.get(accessKey);
        if (until != null && !clock.instant().isBefore(until)) {
            lockedUntil.remove(accessKey);
            until = null;
        }
        return until != null;
    }

    synchronized void signatureWasBad(String accessKey) {
        if (failures.merge(accessKey, 1, Integer::sum) > TOLERATED) {
            failures.remove(accessKey);
            lockedUntil.put(accessKey, clock.instant().plus(LOCKED_FOR));
        }
    }

    synchronized void signatureWasGood(String accessKey) {
        failures.remove(accessKey);
    }
}
