package io.github.camelmodelarts.local.models;

import java.io.IOException;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

/** Provides the service {@code ocr}, which reads the text in a picture. */
public final class OcrModelProvider implements ModelProvider {

    /** For {@link java.util.ServiceLoader}. */
    public OcrModelProvider() {}

    @Override
    public String name() {
        return "ocr";
    }

    @Override
    public String description() {
        return "Reads the text in a picture; responds in the format of object detection";
    }

    /** The model is {@link AutoCloseable}, because it holds native memory. */
    @Override
    public Model create() throws IOException {
        OnnxRuntime.require();
        return new OcrModel();
    }
}
