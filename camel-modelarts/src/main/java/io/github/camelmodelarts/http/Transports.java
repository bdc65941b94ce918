package io.github.camelmodelarts.http;

import io.github.camelmodelarts.api.Transport;

/** Where transports come from. Thread-safe; its owner closes it after the last call. */
public interface Transports extends AutoCloseable {

    /** A transport for these settings. */
    Transport transport(ClientSettings settings, Limits limits);

    /** What is under way ends with an exception. */
    @Override
    void close();
}
