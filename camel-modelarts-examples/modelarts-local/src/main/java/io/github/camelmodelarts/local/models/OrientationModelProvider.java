package io.github.camelmodelarts.local.models;

import java.io.IOException;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/** Offers the service {@code orientation}, which tells whether a page is upright or upside-down. */
public final class OrientationModelProvider implements ModelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public OrientationModelProvider() {}

    @Override
    public String name() {
        return "orientation";
    }

    @Override
    public String description() {
        return "Tells whether a page is upright or upside-down; answers in the shape of image classification";
    }

    /** The model holds native memory: it is an {@link AutoCloseable}. */
    @Override
    public Model create() throws IOException {
        OnnxRuntime.require();
        return new OrientationModel();
    }
}
