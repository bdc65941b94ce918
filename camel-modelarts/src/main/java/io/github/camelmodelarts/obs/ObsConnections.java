package io.github.camelmodelarts.obs;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.secrets.Fingerprints;

/** The connections of a component or session to OBS. Endpoints with equal settings share a connection. Thread-safe. */
public final class ObsConnections implements AutoCloseable {

    private final Supplier<SharedResources> resources;
    private final Fingerprints fingerprints = new Fingerprints();
    /** Few, because each has connections and TLS settings; those in use stay in any case. */
    private final RecentlyUsed<Object, ObsConnection> connections = new RecentlyUsed<>(32);

    /** All that are in use, to close them. A client refers to its connection. */
    private final Set<ObsConnection> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private @Nullable ObsConnection later;

    /**
     * Creates an instance without connections.
     *
     * @param resources the resources of the owner; throws an exception that says why there are none while the owner is not started
     */
    public ObsConnections(Supplier<SharedResources> resources) {
        this.resources = resources;
    }

    /** The connection with these settings. It sends nothing yet. */
    public ObsConnection of(ObsSettings settings) {
        return connections.get(
                settings.key(fingerprints), key -> opened(new ObsConnection(() -> settings, true, resources)));
    }

    /**
     * The connection of an owner whose options are not complete yet.
     *
     * @param settings called once, when the first request is made; further calls of this method get the same connection
     */
    public synchronized ObsConnection later(Supplier<ObsSettings> settings) {
        ObsConnection known = later;
        if (known == null) {
            known = opened(new ObsConnection(settings, false, resources));
            later = known;
        }
        return known;
    }

    private ObsConnection opened(ObsConnection connection) {
        open.add(connection);
        return connection;
    }

    /** Ends all requests and closes the connections to servers. The clients can be used again when the owner is started again. */
    @Override
    public void close() {
        List.copyOf(open).forEach(ObsConnection::close);
    }
}
