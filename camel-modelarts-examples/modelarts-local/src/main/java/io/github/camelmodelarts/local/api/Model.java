package io.github.camelmodelarts.local.api;

import java.io.IOException;

/** What stands behind a service's address: answers the requests that the gateway let through. Must be thread-safe. */
@FunctionalInterface
public interface Model {

    /**
     * Answers one request. Called on a thread that may block; an exception becomes the gateway's answer for a back end that
     * broke.
     */
    ModelAnswer predict(ModelRequest request) throws IOException;
}
