package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/** The guards of all keys that sign: whoever uses a key shares its guard. Bounded, and thread-safe. */
public final class KeyGuards {

    private final InstantSource clock;
    private final Executor progress;
    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<Fingerprint, KeyGuard> guards = RecentlyUsed.map();

    /**
     * No keys yet.
     *
     * @param clock by which refused keys rest
     * @param progress where calls go on that had to wait for their turn
     */
    public KeyGuards(InstantSource clock, Executor progress) {
        this.clock = clock;
        this.progress = progress;
    }

    /** The same strategy, kept from locking its key; as it is, if it has none that can be locked. */
    public AuthStrategy guarded(AuthStrategy strategy, Credentials credentials) {
        if (!(strategy instanceof SignatureStrategy signing)) {
            return strategy;
        }
        KeyGuard guard = guards.computeIfAbsent(fingerprints.of(credentials), key -> new KeyGuard(clock));
        return new GuardedStrategy(signing, guard, progress);
    }
}
