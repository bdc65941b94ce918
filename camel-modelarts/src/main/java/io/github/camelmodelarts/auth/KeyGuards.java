package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;
import io.github.camelmodelarts.secrets.MaskedName;

/**
 * Holds the guards of all keys that sign. All users of a key share its guard. Guards of rejected keys are kept apart, so that others do
 * not evict them: a rejected key is forgotten only if 1,000 other keys are rejected within the pause. Bounded and thread-safe.
 */
public final class KeyGuards {

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor progress;
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecentlyUsed<Fingerprint, KeyGuard> guards = new RecentlyUsed<>();
    private final RecentlyUsed<Fingerprint, KeyGuard> refused = new RecentlyUsed<>();

    /**
     * Creates an instance that has no guards yet.
     *
     * @param clock gives the end of a pause in messages
     * @param nanoTime measures the pauses of rejected keys, as {@link System#nanoTime} does
     * @param progress runs calls that had to wait for their turn
     */
    public KeyGuards(InstantSource clock, LongSupplier nanoTime, Executor progress) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /** The same strategy with a guard for its key; unchanged if it has no key that the cloud can lock. */
    public AuthStrategy guarded(AuthStrategy strategy, Credentials credentials) {
        if (!(strategy instanceof SignatureStrategy signing)) {
            return strategy;
        }
        KeyGuard guard = guards.get(
                fingerprints.of(credentials),
                key -> new KeyGuard(
                        MaskedName.of(credentials, key), clock, nanoTime, refusing -> refused.put(key, refusing)));
        return new GuardedStrategy(signing, guard, progress);
    }

    /** The keys that are paused now, in the order of their names. */
    public List<PausedKey> paused() {
        List<PausedKey> paused = new ArrayList<>();
        refused.forEach((key, guard) -> {
            PausedKey pause = guard.pause();
            if (pause != null) {
                paused.add(pause);
            }
        });
        paused.sort(Comparator.comparing(PausedKey::maskedName));
        return paused;
    }

    /** The pause of these credentials; null if they are not paused or no key signs with them. */
    public @Nullable PausedKey paused(Credentials credentials) {
        KeyGuard guard = refused.find(fingerprints.of(credentials));
        return guard == null ? null : guard.pause();
    }

    /**
     * Ends the pause of a key as if its time were over. One call tries the key then, and if it is rejected, the key is paused again.
     *
     * @param name the masked name
     * @return false if no paused key has this name
     */
    public boolean forgetPause(String name) {
        List<KeyGuard> named = new ArrayList<>();
        refused.forEach((key, guard) -> {
            PausedKey pause = guard.pause();
            if (pause != null && pause.maskedName().equals(name)) {
                named.add(guard);
            }
        });
        named.forEach(KeyGuard::forgetPause);
        return !named.isEmpty();
    }
}
