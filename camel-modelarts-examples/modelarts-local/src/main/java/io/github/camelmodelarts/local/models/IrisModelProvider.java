package io.github.camelmodelarts.local.models;

import java.io.IOException;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/** Provides the service {@code iris}, which classifies three kinds of iris. */
public final class IrisModelProvider implements ModelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public IrisModelProvider() {}

    @Override
    public String name() {
        return "iris";
    }

    @Override
    public String description() {
        return "Classifies three kinds of iris; responds in the format of predictive analytics";
    }

    /** The model is {@link AutoCloseable}, because it holds native memory. */
    @Override
    public Model create() throws IOException {
        OnnxRuntime.require();
        return new IrisModel();
    }
}
