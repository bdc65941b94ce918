package io.github.camelmodelarts.local.api;

import java.io.IOException;

/** The model of a service: responds to the requests that the gateway accepted. Must be thread-safe. */
@FunctionalInterface
public interface Model {

    /**
     * Responds to one request. Called on a thread that may block. After an exception, the gateway responds with 502
     * APIG.0201, as for a broken back end.
     */
    ModelAnswer predict(ModelRequest request) throws IOException;
}
