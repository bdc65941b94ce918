package io.github.camelmodelarts.examples.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(300)
class FileDropRoutesTest {

    private static final String SERVICE = "orientation";

    private final ModelArtsLocal modelArts = ModelArtsLocal.start();

    @TempDir
    private Path folder;

    @BeforeEach
    void deploy() throws IOException {
        modelArts.addService(SERVICE, FileDropRoutesTest::predict);
        Files.createDirectory(folder.resolve("drop"));
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

    @ParameterizedTest
    @ValueSource(strings = {"file-drop.camel.yaml", "file-drop.camel.xml"})
    void predictsEachPictureAndMovesIt(String routes) throws Exception {
        drop("a.png", "a picture");
        drop("b.jpg", "another picture");
        drop("c.txt", "no picture");

        run(routes);

        assertThat(files("outbox")).containsExactlyInAnyOrder("a.png.json", "b.jpg.json");
        assertThat(folder.resolve("outbox/a.png.json")).content().contains("\"predicted_label\":\"upright\"");
        assertThat(files("done")).containsExactlyInAnyOrder("a.png", "b.jpg");
        assertThat(files("drop")).containsExactly("c.txt");
        assertThat(folder.resolve("failed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-drop.camel.yaml", "file-drop.camel.xml"})
    void setsAPictureAsideThatIsRefusedWithTheReasonBesideIt(String routes) throws Exception {
        drop("a.png", "damaged");
        drop("b.png", "a picture");

        run(routes);

        assertThat(files("failed")).containsExactlyInAnyOrder("a.png", "a.png.reason.txt");
        assertThat(folder.resolve("failed/a.png")).hasContent("damaged");
        assertThat(folder.resolve("failed/a.png.reason.txt")).content().contains("The picture is damaged");
        assertThat(files("outbox")).containsExactly("b.png.json");
        assertThat(files("done")).containsExactly("b.png");
        assertThat(files("drop")).isEmpty();
    }

    @Test
    void namesAnOptionThatIsMisspelt() throws Exception {
        Path misspelt = folder.resolve("misspelt.camel.yaml");
        Files.writeString(misspelt, text("file-drop.camel.yaml").replace("serviceName:", "serviceNmae:"));
        Main main = main("file-drop.camel.yaml");
        main.addOverrideProperty("camel.main.routesIncludePattern", "file:" + misspelt);

        assertThatThrownBy(main::start)
                .hasStackTraceContaining("modelarts://predict")
                .hasStackTraceContaining("Unknown parameters=[{serviceNmae=" + SERVICE + "}]");
        main.stop();
    }

    /** Until the program ends by itself. */
    private void run(String routes) throws Exception {
        Main main = main(routes);
        main.run();
        assertThat(main.getExitCode()).isZero();
    }

    private Main main(String routes) {
        Main main = new Main();
        main.addOverrideProperty("routes", routes);
        Credentials credentials = modelArts.credentials();
        Map<String, String> settings = Map.of(
                "accessKey", credentials.accessKey(),
                "secretKey", credentials.secretKey(),
                "region", credentials.region(),
                "projectId", credentials.projectId(),
                "iamEndpoint", modelArts.iamEndpoint(),
                "modelArtsEndpoint", modelArts.modelArtsEndpoint());
        settings.forEach((name, value) -> main.addOverrideProperty("camel.component.modelarts." + name, value));
        for (String name : List.of("drop", "outbox", "done", "failed")) {
            main.addOverrideProperty("folder." + name, folder.resolve(name).toString());
        }
        return main;
    }

    private static String text(String routes) throws IOException {
        try (InputStream in = FileDropRoutesTest.class.getResourceAsStream("/camel/" + routes)) {
            assertThat(in).as(routes).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void drop(String name, String content) throws IOException {
        Files.writeString(folder.resolve("drop").resolve(name), content);
    }

    private String[] files(String name) {
        String[] files = folder.resolve(name).toFile().list();
        assertThat(files).as(name).isNotNull();
        return files;
    }
}
