package io.github.camelmodelarts.examples.quarkus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.api.Scheme;

/** Starts a local ModelArts before the application, and passes its address and credentials to the application. */
public final class LocalModelArts implements QuarkusTestResourceLifecycleManager {

    private final ModelArtsLocal server = ModelArtsLocal.start();

    @Override
    public Map<String, String> start() {
        server.addService("iris", LocalModelArts::predict).accepts(Scheme.APP_CODE);
        Path folder = temporaryFolder();
        return Map.of(
                "iris.address", server.address("iris"),
                "camel.component.modelarts.appCode", server.credentials().appCode(),
                // an option that differs from its default
                "camel.component.modelarts.maxConnections", "7",
                "folder.inbox", folder.resolve("inbox").toString(),
                "folder.outbox", folder.resolve("outbox").toString(),
                "folder.failed", folder.resolve("failed").toString());
    }

    private static ModelAnswer predict(ModelRequest request) throws IOException {
        String content = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        return content.contains("petalLength")
                ? ModelAnswer.json(Map.of("predictresult", "setosa"))
                : ModelAnswer.refusal(400, "There is no petalLength");
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("flowers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.close();
    }
}
