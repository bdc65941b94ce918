package io.github.camelmodelarts.session;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.Credentials;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final int MOST = 1000;

    private final InstantSource clock;
    private final Map<Key, TokenCache> caches = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TokenCache> eldest) {
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
        TokenCache cache;
        synchronized (caches) {
            cache = caches.computeIfAbsent(new Key(user, way), key -> new TokenCache(() -> iam.token(user), clock));
        }
        return new TokenStrategy(cache);
    }

    private record Key(Credentials.User user, Object way) {

        /** Without the password. */
        @Override
        public String toString() {
            return user.toString();
        }
    }
}
