package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;
import io.github.camelmodelarts.secrets.MaskedName;

/** Caches the IAM tokens of all identities. Endpoints whose credentials agree in each field share a token. Bounded, and thread-safe. */
public final class Tokens {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Timing timing;
    private final Consumer<String> told;
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecentlyUsed<Key, LeaseCache<String>> caches = new RecentlyUsed<>();
    private final RecentlyUsed<Fingerprint, LoginGuard> guards = new RecentlyUsed<>();
    /** The guards of users that IAM rejected: their state is needed even while no endpoint uses the identity. */
    private final RecentlyUsed<Fingerprint, LoginGuard> refused = new RecentlyUsed<>();

    /**
     * Creates an empty cache.
     *
     * @param told is told the outcome of each request for a token: SUCCESS, REJECTED, LOCKED or FAILURE
     */
    public Tokens(Timing timing, Consumer<String> told) {
        this.timing = timing;
        this.told = told;
    }

    /**
     * Creates a strategy that authenticates with an IAM token.
     *
     * @param way trust settings and proxy of the connection to IAM, without secrets; callers with different ways share no token. The object
     *     is kept
     * @param transport sends the requests to IAM
     */
    public AuthStrategy strategy(Credentials.User user, Object way, Transport transport) {
        return new TokenStrategy(caches.get(new Key(fingerprints.of(user), way), key -> cache(user, transport)));
    }

    private LeaseCache<String> cache(Credentials.User user, Transport transport) {
        LoginGuard guard = guards.get(
                identity(user),
                key -> new LoginGuard(MaskedName.of(user, key), timing, refusing -> refused.put(key, refusing)));
        Fingerprint password = fingerprints.of(user.password());
        return new LeaseCache<>(
                "token from IAM at " + user.iamEndpoint(),
                new Logins(user, password, new Iam(transport, timing.clock()), guard, told),
                PAUSE,
                timing);
    }

    /** A user is the same in all regions and projects: IAM counts all wrong passwords of the user together. */
    private Fingerprint identity(Credentials.User user) {
        return fingerprints.of(Regions.cloud(user.iamEndpoint()), user.account(), user.username());
    }

    /** The users whose logins are not sent now, in the order of their names. */
    public List<LockedLogin> locked() {
        List<LockedLogin> locked = new ArrayList<>();
        refused.forEach((user, guard) -> {
            LockedLogin lock = guard.lock();
            if (lock != null) {
                locked.add(lock);
            }
        });
        locked.sort(Comparator.comparing(LockedLogin::maskedName));
        return locked;
    }

    /** The lock of this user with this password, or null if a login would be sent. */
    public @Nullable LockedLogin locked(Credentials.User user) {
        LoginGuard guard = refused.find(identity(user));
        return guard == null ? null : guard.lock(fingerprints.of(user.password()));
    }

    /** The logins of an identity. */
    private record Logins(Credentials.User user, Fingerprint password, Iam iam, LoginGuard guard, Consumer<String> told)
            implements LeaseCache.Source<String> {

        @Override
        public CompletableFuture<Lease<String>> begin(Fetch fetch) {
            return guard.login(
                    password,
                    fetch,
                    () -> iam.login(user, fetch).whenComplete((login, failure) -> told.accept(outcome(login))));
        }

        private static String outcome(@Nullable Login login) {
            return login == null
                    ? "FAILURE"
                    : switch (login.says()) {
                        case RIGHT -> "SUCCESS";
                        case WRONG -> "REJECTED";
                        case LOCKED -> "LOCKED";
                        case NOTHING -> "FAILURE";
                    };
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsAuthenticationException(
                    message, "IAM or the connection to it is too slow: check iamEndpoint and the proxy", true, null);
        }

        /** No pause while the guard refuses the password: then no request reaches IAM anyway. */
        @Override
        public boolean pausesAfter(Throwable failure) {
            return !guard.refuses(password);
        }
    }

    /** The key of a token. The way has no secret, so it needs no fingerprint; some of its parts may be comparable by identity only. */
    private record Key(Fingerprint user, Object way) {}
}
