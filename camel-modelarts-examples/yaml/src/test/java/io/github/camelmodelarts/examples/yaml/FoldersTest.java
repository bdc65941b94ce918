package io.github.camelmodelarts.examples.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Base class: folders of pictures, a local ModelArts with an image service, and the example's program. */
@Timeout(300)
abstract class FoldersTest {

    static final String SERVICE = "orientation";

    final ModelArtsLocal modelArts = ModelArtsLocal.start();

    @TempDir
    Path folder;

    private final String inbox;

    /** Takes the name of the folder that pictures are dropped into. */
    FoldersTest(String inbox) {
        this.inbox = inbox;
    }

    @BeforeEach
    void deploy() throws IOException {
        modelArts.addService(SERVICE, FoldersTest::predict);
        Files.createDirectory(folder.resolve(inbox));
    }

    @AfterEach
    void close() {
        modelArts.close();
    }

    private static ModelAnswer predict(ModelRequest request) throws IOException {
        String content = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        return content.contains("damaged")
                ? ModelAnswer.refusal(400, "The picture is damaged")
                : ModelAnswer.json(
                        Map.of("predicted_label", "upright", "scores", List.of(List.of("upright", "0.900"))));
    }

    /** Sets the local ModelArts and the folders of this test. */
    void configure(Main main, String... otherFolders) {
        Credentials credentials = modelArts.credentials();
        Map<String, String> settings = Map.of(
                "accessKey", credentials.accessKey(),
                "secretKey", credentials.secretKey(),
                "region", credentials.region(),
                "projectId", credentials.projectId(),
                "iamEndpoint", modelArts.iamEndpoint(),
                "modelArtsEndpoint", modelArts.modelArtsEndpoint());
        settings.forEach((name, value) -> main.addOverrideProperty("camel.component.modelarts." + name, value));
        main.addOverrideProperty("folder." + inbox, folder.resolve(inbox).toString());
        for (String name : otherFolders) {
            main.addOverrideProperty("folder." + name, folder.resolve(name).toString());
        }
    }

    /** Lets a program that the test ends wait for that end, also on a busy machine. */
    static void endedByTest(Main main) {
        main.addOverrideProperty("camel.main.durationMaxIdleSeconds", "60");
    }

    /** Runs the program until it ends by itself. */
    static void run(Main main) throws Exception {
        main.run();
        assertThat(main.getExitCode()).isZero();
    }

    void drop(String name, String content) throws IOException {
        Files.writeString(folder.resolve(inbox).resolve(name), content);
    }

    String[] files(String name) {
        String[] files = folder.resolve(name).toFile().list();
        assertThat(files).as(name).isNotNull();
        return files;
    }
}
