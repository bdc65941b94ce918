package io.github.camelmodelarts.http;

import java.util.Map;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.Transport;

/** Creates transports. Thread-safe; its owner closes it after the last call. */
public interface Transports extends AutoCloseable {

    /** Creates a transport for these settings. */
    Transport transport(ClientSettings settings, Limits limits);

    /** The same; responses take their memory from this budget. */
    default Transport transport(ClientSettings settings, Limits limits, ResponseMemory memory) {
        return transport(settings, limits);
    }

    /** How many connections are open to each host and port, if that is known. */
    default Map<String, Integer> connections() {
        return Map.of();
    }

    /** Ends all exchanges with an exception. */
    @Override
    void close();
}
