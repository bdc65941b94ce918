package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;

/** The guards of all keys that sign: whoever uses a key shares its guard. Bounded, and thread-safe. */
public final class KeyGuards {

    private final InstantSource clock;
    private final Executor waiters;
    private final RecentlyUsed<Credentials, KeyGuard> guards = new RecentlyUsed<>();

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
        return new GuardedStrategy(signing, guards.get(credentials, () -> new KeyGuard(clock)), waiters);
    }
}
