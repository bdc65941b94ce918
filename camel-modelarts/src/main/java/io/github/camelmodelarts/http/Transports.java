package io.github.camelmodelarts.http;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.Transport;

/** Where transports come from. Thread-safe; its owner closes it after the last call. */
public interface Transports extends AutoCloseable {

    /** A transport for these settings. */
    Transport transport(ClientSettings settings, Limits limits);

    /** The same, whose answers take what they need of a budget. */
    default Transport transport(ClientSettings settings, Limits limits, ResponseMemory memory) {
        return transport(settings, limits);
    }

    /** What is under way ends with an exception. */
    @Override
    void close();
}
