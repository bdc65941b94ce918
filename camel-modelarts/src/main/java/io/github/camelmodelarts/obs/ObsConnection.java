package io.github.camelmodelarts.obs;

import java.util.function.Supplier;

import com.obs.services.ObsClient;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.SharedResources;

/**
 * A connection to OBS: one client of Huawei for all callers with the same settings. This class can be loaded without that client: it mentions no
 * subtype of it, because the JVM would load both to compare them. Thread-safe.
 */
public final class ObsConnection implements AutoCloseable {

    private static final String MISSING =
            "OBS requires Huawei's client, and it or a part of it is not on the class path. Add the dependency"
                    + " com.huaweicloud:esdk-obs-java:3.25.5, and exclude its dependencies log4j-core and log4j-api";

    private final Supplier<ObsSettings> settings;
    private final boolean ready;
    private final Supplier<SharedResources> resources;
    private @Nullable ObsClient client;

    /** @param ready whether the settings can be read now; otherwise they are read at the first request */
    ObsConnection(Supplier<ObsSettings> settings, boolean ready, Supplier<SharedResources> resources) {
        this.settings = settings;
        this.ready = ready;
        this.resources = resources;
    }

    /**
     * Huawei's client. It is created at the first call, and is always the same. Its {@code close()} does nothing.
     *
     * @throws ModelArtsRequestException if the client is not on the class path
     */
    public synchronized ObsClient client() {
        ObsClient known = client;
        if (known == null) {
            try {
                known = ready
                        ? SharedObsClient.of(settings.get(), this::resources)
                        : SharedObsClient.later(settings, this::resources);
            } catch (NoClassDefFoundError e) {
                throw new ModelArtsRequestException(MISSING, e);
            }
            client = known;
        }
        return known;
    }

    /** Uploads and downloads over this connection, on the owner's threads. */
    public ObsTransfers transfers() {
        SharedResources shared = resources.get();
        return new ObsTransfers(
                new ObsStorage(this::client, settings.get().maxRetries(), shared.nanoTime()), shared.transfers());
    }

    /** The URL of an object or a folder, without a signature. */
    public String url(ObsPath path) {
        ServiceAddress endpoint = settings.get().endpoint();
        return path.url(endpoint, ObsHosts.isPathStyle(endpoint));
    }

    /**
     * Passed to the client as a method reference, so that the client keeps this connection reachable: {@code ObsConnections} refers to it
     * weakly and must find it to close it.
     */
    private SharedResources resources() {
        return resources.get();
    }

    /** Ends the requests in flight and closes the connections to servers. The owner calls it. */
    @Override
    public synchronized void close() {
        ObsClient known = client;
        if (known != null) {
            SharedObsClient.end(known);
        }
    }
}
