package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Transport;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final int MOST = 1000;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Map<Key, LeaseCache<String>> caches = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LeaseCache<String>> eldest) {
            return size() > MOST;
        }
    };

    /** @param clock by which tokens age */
    public Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A strategy that proves with an IAM token who is calling.
     *
     * @param way whom the way to IAM trusts and which proxy it takes; callers that differ in it share no token
     * @param transport the way to IAM
     */
    public AuthStrategy strategy(Credentials.User user, Object way, Transport transport) {
        Iam iam = new Iam(transport, clock);
        LeaseCache<String> cache;
        synchronized (caches) {
            cache = caches.computeIfAbsent(new Key(user, way), key -> cache(iam, user));
        }
        return new TokenStrategy(cache);
    }

    private LeaseCache<String> cache(Iam iam, Credentials.User user) {
        LoginGuard guard = new LoginGuard(clock);
        return new LeaseCache<>("IAM token", () -> guard.login(() -> iam.token(user)), PAUSE, clock);
    }

    private record Key(Credentials.User user, Object way) {

        /** Without the password. */
        @Override
        public String toString() {
            return user.toString();
        }
    }
}
