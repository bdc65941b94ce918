package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.RecentlyUsed;

/** The tokens of all identities: endpoints that agree in every field share one. Bounded, and thread-safe. */
public final class Tokens {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Executor waiters;
    private final InstantSource clock;
    private final RecentlyUsed<Key, LeaseCache<String>> caches = new RecentlyUsed<>();
    private final RecentlyUsed<Login, LoginGuard> guards = new RecentlyUsed<>();

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
        return new TokenStrategy(caches.get(new Key(user, way), () -> cache(iam, user)));
    }

    private LeaseCache<String> cache(Iam iam, Credentials.User user) {
        // a wrong password is as wrong for another project, and IAM counts them together
        LoginGuard guard = guards.get(Login.of(user), () -> new LoginGuard(clock));
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
