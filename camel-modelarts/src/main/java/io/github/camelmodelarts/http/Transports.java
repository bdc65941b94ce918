package io.github.camelmodelarts.http;

import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.Transport;

/** Where transports come from. Thread-safe; its owner closes it after the last call. */
public interface Transports extends AutoCloseable {

    /**
     * A transport for these settings.
     *
     * @param workers where answers leave the transport's own threads; never rejects a task, and never runs it on the thread that hands it over
     */
    Transport transport(ClientSettings settings, Limits limits, Executor workers);

    /** What is under way ends with an exception. */
    @Override
    void close();
}
