package io.github.camelmodelarts.local.api;

import java.io.IOException;

/**
 * Offers a model by a name. Found through {@link java.util.ServiceLoader}; a class path without a provider's libraries is no
 * error until {@link #create()} is called, so loading the provider itself must not need them.
 */
public interface ModelProvider {

    /** The name that the service gets: lower-case letters, digits and hyphens. */
    String name();

    /** What the model does and what it is sent, in one line for people. */
    String description();

    /**
     * Loads the model. May take seconds.
     *
     * @throws IOException if its files can't be read
     */
    Model create() throws IOException;
}
