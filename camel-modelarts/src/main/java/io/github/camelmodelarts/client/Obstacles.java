package io.github.camelmodelarts.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.auth.PausedKey;
import io.github.camelmodelarts.call.HostLoad;
import io.github.camelmodelarts.session.LockedLogin;

/**
 * What is known, without a call, of the keys, the user and the hosts that a client uses. Immutable; contains no secret.
 *
 * @param pausedKeys keys of the client that are not used now
 * @param lockedLogins users of the client whose logins are not sent now
 * @param hosts the hosts that the client called: the last one, and that of the management API if it is used
 */
public record Obstacles(List<PausedKey> pausedKeys, List<LockedLogin> lockedLogins, Map<String, HostLoad> hosts) {

    /** Copies the values. Each key and each user is kept once: several clients of an endpoint use the same. */
    public Obstacles {
        pausedKeys = once(pausedKeys, PausedKey::maskedName);
        lockedLogins = once(lockedLogins, LockedLogin::maskedName);
        hosts = Map.copyOf(hosts);
    }

    /** The same with what another client of the same endpoint knows. */
    public Obstacles plus(Obstacles other) {
        Map<String, HostLoad> all = new HashMap<>(hosts);
        all.putAll(other.hosts);
        return new Obstacles(both(pausedKeys, other.pausedKeys), both(lockedLogins, other.lockedLogins), all);
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static <T> List<T> once(List<T> all, Function<T, String> name) {
        Map<String, T> once = new LinkedHashMap<>();
        all.forEach(one -> once.putIfAbsent(name.apply(one), one));
        return List.copyOf(once.values());
    }

    /** The credentials that a client used last for its calls of services or of the management API; a provider can replace them at any time. */
    static final class Used {

        private final AtomicReference<@Nullable Credentials> last = new AtomicReference<>();

        void set(Credentials credentials) {
            last.set(credentials);
        }
    }

    static Obstacles of(List<Used> used, Map<String, HostLoad> hosts, SharedResources resources) {
        List<Credentials> known = used.stream()
                .map(one -> one.last.get())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<PausedKey> keys = new ArrayList<>();
        List<LockedLogin> logins = new ArrayList<>();
        for (Credentials credentials : known) {
            PausedKey key = resources.keys().paused(credentials);
            if (key != null) {
                keys.add(key);
            }
            LockedLogin login = credentials instanceof Credentials.User user
                    ? resources.tokens().locked(user)
                    : null;
            if (login != null) {
                logins.add(login);
            }
        }
        return new Obstacles(keys, logins, hosts);
    }
}
