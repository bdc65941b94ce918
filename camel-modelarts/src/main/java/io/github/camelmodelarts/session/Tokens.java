package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Executor progress;
    private final InstantSource clock;
    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<Key, LeaseCache<String>> caches = RecentlyUsed.map();
    private final Map<Fingerprint, LoginGuard> guards = RecentlyUsed.map();

    /**
     * No tokens yet.
     *
     * @param progress where callers go on that had to wait for a token
     * @param clock by which tokens age
     */
    public Tokens(Executor progress, InstantSource clock) {
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * A strategy that proves with an IAM token who is calling.
     *
     * @param way whom the way to IAM trusts and which proxy it takes; callers that differ in it share no token;
     *     it is kept, and holds no secret
     * @param transport the way to IAM
     */
    public AuthStrategy strategy(Credentials.User user, Object way, Transport transport) {
        Iam iam = new Iam(transport, clock);
        return new TokenStrategy(caches.computeIfAbsent(new Key(fingerprints.of(user), way), key -> cache(iam, user)));
    }

    private LeaseCache<String> cache(Iam iam, Credentials.User user) {
        // a wrong password is as wrong for another project, and IAM counts them together
        Fingerprint login = fingerprints.of(user.iamEndpoint(), user.account(), user.username(), user.password());
        LoginGuard guard = guards.computeIfAbsent(login, key -> new LoginGuard(clock));
        return new LeaseCache<>("IAM token", () -> guard.login(() -> iam.token(user)), PAUSE, progress, clock);
    }

    /** A way is no secret, and what is in it may be comparable by identity only. */
    private record Key(Fingerprint user, Object way) {}
}
