package io.github.camelmodelarts.local.iam;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks a user for 15 minutes after 5 wrong passwords in 15 minutes (the defaults in Huawei Cloud IAM, "Login
 * Authentication Policy"). A right password resets the count, which is inferred. Thread-safe.
 */
final class LoginLock {

    private static final int TOLERATED = 5;
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Duration LOCKED_FOR = Duration.ofMinutes(15);

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new HashMap<>();
    private final Map<String, Instant> lockedUntil = new HashMap<>();

    LoginLock(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean isLocked(User user) {
        Instant until = lockedUntil.get(key(user));
        return until != null && clock.instant().isBefore(until);
    }

    synchronized void passwordWasWrong(User user) {
        Instant now = clock.instant();
        Deque<Instant> recent = failures.computeIfAbsent(key(user), name -> new ArrayDeque<>());
        recent.removeIf(failure -> !failure.isAfter(now.minus(WINDOW)));
        recent.add(now);
        if (recent.size() >= TOLERATED) {
            recent.clear();
            lockedUntil.put(key(user), now.plus(LOCKED_FOR));
        }
    }

    synchronized void passwordWasRight(User user) {
        failures.remove(key(user));
    }

    private static String key(User user) {
        return user.account() + "\n" + user.name();
    }
}
