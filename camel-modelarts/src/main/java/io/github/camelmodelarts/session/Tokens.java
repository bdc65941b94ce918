package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Transport;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final int MOST = 1000;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Executor waiters;
    private final InstantSource clock;
    private final Map<Key, LeaseCache<String>> caches = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LeaseCache<String>> eldest) {
            return size() > MOST;
        }
    };

    private final Map<Login, LoginGuard> guards = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Login, LoginGuard> eldest) {
            return size() > MOST;
        }
    };

    /**
     * No tokens yet.
     *
     * @param waiters where callers go on that had to wait for a token
     * @param clock by which tokens age
     */
    public Tokens(Executor waiters, InstantSource clock) {
        this.waiters = waiters;
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
        // a wrong password is as wrong for another project, and IAM counts them together
        LoginGuard guard = guards.computeIfAbsent(Login.of(user), login -> new LoginGuard(clock));
        return new LeaseCache<>("IAM token", () -> guard.login(() -> iam.token(user)), PAUSE, waiters, clock);
    }

    private record Login(String iamEndpoint, String account, String username, String password) {

        static Login of(Credentials.User user) {
            return new Login(user.iamEndpoint(), user.account(), user.username(), user.password());
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    private record Key(Credentials.User user, Object way) {

        /** Without the password. */
        @Override
        public String toString() {
            return user.toString();
        }
    }
}
