package io.github.camelmodelarts.local.models;

import java.io.IOException;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/** Offers the service {@code iris}, which tells three kinds of iris apart. */
public final class IrisModelProvider implements ModelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public IrisModelProvider() {}

    @Override
    public String name() {
        return "iris";
    }

    @Override
    public String description() {
        return "Tells three kinds of iris apart; answers in the shape of predictive analytics";
    }

    /** The model holds native memory: it is an {@link AutoCloseable}. */
    @Override
    public Model create() throws IOException {
        OnnxRuntime.require();
        return new IrisModel();
    }
}
