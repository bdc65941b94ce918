package io.github.camelmodelarts.local.api;

import java.io.IOException;

/**
 * Provides a model under a name. Found through {@link java.util.ServiceLoader}. The provider class must load without
 * the libraries of its model: if they are missing, only {@link #create()} may fail.
 */
public interface ModelProvider {

    /** The name of the service: lower-case letters, digits and hyphens. */
    String name();

    /** One line for the help text: what the model does, and the requests that it takes. */
    String description();

    /**
     * Loads the model. May take seconds.
     *
     * @throws IOException if its files can't be read
     */
    Model create() throws IOException;
}
