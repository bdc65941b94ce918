package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;

/** The guards of all keys that sign: whoever uses a key shares its guard. Bounded, and thread-safe. */
public final class KeyGuards {

    private static final int MOST = 1000;

    private final InstantSource clock;
    private final Executor waiters;
    private final Map<Credentials, KeyGuard> guards = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Credentials, KeyGuard> eldest) {
            return size() > MOST;
        }
    };

    /**
     * No keys yet.
     *
     * @param clock by which refused keys rest
     * @param waiters where calls go on that had to wait for their turn
     */
    public KeyGuards(InstantSource clock, Executor waiters) {
        this.clock = clock;
        this.waiters = waiters;
    }

    /** The same strategy, kept from locking its key; as it is, if it has none that can be locked. */
    public AuthStrategy guarded(AuthStrategy strategy, Credentials credentials) {
        if (!(strategy instanceof SignatureStrategy signing)) {
            return strategy;
        }
        synchronized (guards) {
            return new GuardedStrategy(
                    signing, guards.computeIfAbsent(credentials, key -> new KeyGuard(clock)), waiters);
        }
    }
}
