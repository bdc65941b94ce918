package io.github.camelmodelarts.client;

import java.util.List;

import io.github.camelmodelarts.auth.PausedKey;
import io.github.camelmodelarts.session.KnownService;
import io.github.camelmodelarts.session.LockedLogin;

/**
 * The state of everything that calls share, at a moment. Immutable; contains no secret. The parts are read one after the other while calls
 * go on, so numbers of different parts may differ by a few calls.
 *
 * @param hosts the hosts that were called, in the order of their names
 * @param pausedKeys the keys that are not used now because the cloud rejected them
 * @param lockedLogins the users whose logins are not sent now
 * @param services the services whose addresses were looked up
 * @param openStreams how many responses are being streamed
 */
public record ComponentState(
        List<HostState> hosts,
        List<PausedKey> pausedKeys,
        List<LockedLogin> lockedLogins,
        List<KnownService> services,
        int openStreams) {

    /** The state of a component that is not started. */
    public static final ComponentState EMPTY = new ComponentState(List.of(), List.of(), List.of(), List.of(), 0);

    /** Copies the lists. */
    public ComponentState {
        hosts = List.copyOf(hosts);
        pausedKeys = List.copyOf(pausedKeys);
        lockedLogins = List.copyOf(lockedLogins);
        services = List.copyOf(services);
    }

    /** The calls in flight to all hosts. */
    public int inFlight() {
        return hosts.stream().mapToInt(HostState::inFlight).sum();
    }

    /** The calls that wait for admission to any host. */
    public int waiting() {
        return hosts.stream().mapToInt(HostState::waiting).sum();
    }
}
