package io.github.camelmodelarts.local.models;

import java.io.IOException;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/** Provides the service {@code orientation}, which detects whether a page is upright or upside-down. */
public final class OrientationModelProvider implements ModelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public OrientationModelProvider() {}

    @Override
    public String name() {
        return "orientation";
    }

    @Override
    public String description() {
        return "Detects whether a page is upright or upside-down; responds in the format of image classification";
    }

    /** The model is {@link AutoCloseable}, because it holds native memory. */
    @Override
    public Model create() throws IOException {
        OnnxRuntime.require();
        return new OrientationModel();
    }
}
