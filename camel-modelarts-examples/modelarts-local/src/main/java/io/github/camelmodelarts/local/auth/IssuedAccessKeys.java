package io.github.camelmodelarts.local.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.call.RefusedException;

/** The temporary access keys that were issued. Thread-safe. */
public final class IssuedAccessKeys {

    private final Clock clock;
    private final Map<String, Handed> keys = new ConcurrentHashMap<>();

    private record Handed(SigningKey key, Instant end) {}

    /** Creates an empty set. */
    public IssuedAccessKeys(Clock clock) {
        this.clock = clock;
    }

    /** Adds a key that is valid until its end. */
    public void add(SigningKey key, Instant end) {
        keys.put(key.access(), new Handed(key, end));
    }

    /** The key with this name, or null if it was never issued. */
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
