package io.github.camelmodelarts.local.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.call.RefusedException;

/** Access keys that were handed out for a time. Thread-safe. */
public final class IssuedAccessKeys {

    private final Clock clock;
    private final Map<String, Handed> keys = new ConcurrentHashMap<>();

    private record Handed(SigningKey key, Instant end) {}

    /** None yet. */
    public IssuedAccessKeys(Clock clock) {
        this.clock = clock;
    }

    /** Adds a key that is good until its end. */
    public void add(SigningKey key, Instant end) {
        keys.put(key.access(), new Handed(key, end));
    }

    /** The key of this name, or null if there never was one. */
    @Nullable
    SigningKey find(String access) throws RefusedException {
        Handed handed = keys.get(access);
        if (handed == null) {
            return null;
        }
        if (!clock.instant().isBefore(handed.end())) {
            throw new RefusedException(Refusals.temporaryKeyExpired());
        }
        return handed.key();
    }
}
