package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/**
 * The models that the server created from providers on the class path. It closes them, because some hold native memory.
 * Thread-safe.
 */
public final class ProvidedModels implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProvidedModels.class);

    private final Queue<Model> created = new ConcurrentLinkedQueue<>();

    /** The providers on the class path. */
    public static ServiceLoader<ModelProvider> providers() {
        return ServiceLoader.load(ModelProvider.class, ModelProvider.class.getClassLoader());
    }

    /** Creates a provider's model. */
    public Model create(ModelProvider provider) {
        try {
            Model model = provider.create();
            created.add(model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("The model " + provider.name() + " can't be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Model model = created.poll(); model != null; model = created.poll()) {
            if (model instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    private static void close(AutoCloseable model) {
        try {
            model.close();
        } catch (Exception e) {
            LOG.warn("The model {} can't be closed", model, e);
        }
    }
}
