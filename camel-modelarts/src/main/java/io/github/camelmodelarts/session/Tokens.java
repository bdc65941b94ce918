package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Timing timing;
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecentlyUsed<Key, LeaseCache<String>> caches = new RecentlyUsed<>();
    private final RecentlyUsed<Fingerprint, LoginGuard> guards = new RecentlyUsed<>();
    /** Of users that IAM refused: what their guards know matters even while nothing uses the identity. */
    private final RecentlyUsed<Fingerprint, LoginGuard> refused = new RecentlyUsed<>();

    /** No tokens yet. */
    public Tokens(Timing timing) {
        this.timing = timing;
    }

    /**
     * A strategy that proves with an IAM token who is calling.
     *
     * @param way whom the way to IAM trusts and which proxy it takes; callers that differ in it share no token;
     *     it is kept, and holds no secret
     * @param transport the way to IAM
     */
    public AuthStrategy strategy(Credentials.User user, Object way, Transport transport) {
        return new TokenStrategy(caches.get(new Key(fingerprints.of(user), way), key -> cache(user, transport)));
    }

    private LeaseCache<String> cache(Credentials.User user, Transport transport) {
        // a user is the same one in all regions and projects, and IAM counts wrong passwords together
        String cloud = Regions.cloud(user.iamEndpoint());
        LoginGuard guard = guards.get(
                fingerprints.of(cloud, user.account(), user.username()),
                key -> new LoginGuard(timing, refusing -> refused.put(key, refusing)));
        Fingerprint password = fingerprints.of(user.password());
        return new LeaseCache<>(
                "token from IAM at " + user.iamEndpoint(),
                new Logins(user, password, new Iam(transport, timing.clock()), guard),
                PAUSE,
                timing);
    }

    /** The logins of an identity. */
    private record Logins(Credentials.User user, Fingerprint password, Iam iam, LoginGuard guard)
            implements LeaseCache.Source<String> {

        @Override
        public CompletableFuture<Lease<String>> begin(Fetch fetch) {
            return guard.login(password, fetch, () -> iam.login(user, fetch));
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsAuthenticationException(
                    message, "IAM or the way to it is too slow: check iamEndpoint and the proxy", true, null);
        }

        /** What the guard refuses does not reach IAM. */
        @Override
        public boolean pausesAfter(Throwable failure) {
            return !guard.refuses(password);
        }
    }

    /** A way is no secret, and what is in it may be comparable by identity only. */
    private record Key(Fingerprint user, Object way) {}
}
