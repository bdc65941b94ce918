package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * The guards of all keys that sign. All that use a key share its guard. Guards of keys that were refused are kept apart, so that
 * others don't drop them: 1,000 other refused keys have to come within the pause before a refused key is forgotten. Bounded, and
 * thread-safe.
 */
public final class KeyGuards {

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor progress;
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecentlyUsed<Fingerprint, KeyGuard> guards = new RecentlyUsed<>();
    private final RecentlyUsed<Fingerprint, KeyGuard> refused = new RecentlyUsed<>();

    /**
     * No keys yet.
     *
     * @param clock says until when, in messages
     * @param nanoTime by which refused keys are paused, as {@link System#nanoTime} measures
     * @param progress where calls go on that had to wait for their turn
     */
    public KeyGuards(InstantSource clock, LongSupplier nanoTime, Executor progress) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /** The same strategy, kept from locking its key; as it is, if it has none that can be locked. */
    public AuthStrategy guarded(AuthStrategy strategy, Credentials credentials) {
        if (!(strategy instanceof SignatureStrategy signing)) {
            return strategy;
        }
        KeyGuard guard = guards.get(
                fingerprints.of(credentials),
                key -> new KeyGuard(clock, nanoTime, refusing -> refused.put(key, refusing)));
        return new GuardedStrategy(signing, guard, progress);
    }
}
