package io.github.camelmodelarts.examples.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileDropRoutesTest extends FoldersTest {

    FileDropRoutesTest() {
        super("drop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-drop.camel.yaml", "file-drop.camel.xml"})
    void predictsEachPictureAndMovesIt(String routes) throws Exception {
        drop("a.png", "a picture");
        drop("b.jpg", "another picture");
        drop("c.txt", "no picture");

        run(main(routes));

        assertThat(files("outbox")).containsExactlyInAnyOrder("a.png.json", "b.jpg.json");
        assertThat(folder.resolve("outbox/a.png.json")).content().contains("\"predicted_label\":\"upright\"");
        assertThat(files("done")).containsExactlyInAnyOrder("a.png", "b.jpg");
        assertThat(files("drop")).containsExactly("c.txt");
        assertThat(folder.resolve("failed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-drop.camel.yaml", "file-drop.camel.xml"})
    void movesARejectedPictureToTheFailedFolderWithTheReason(String routes) throws Exception {
        drop("a.png", "damaged");
        drop("b.png", "a picture");

        run(mainForTwoPictures(routes));

        assertThat(files("failed")).containsExactlyInAnyOrder("a.png", "a.png.reason.txt");
        assertThat(folder.resolve("failed/a.png")).hasContent("damaged");
        assertThat(folder.resolve("failed/a.png.reason.txt")).content().contains("The picture is damaged");
        assertThat(files("outbox")).containsExactly("b.png.json");
        assertThat(files("done")).containsExactly("b.png");
        assertThat(files("drop")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-drop.camel.yaml", "file-drop.camel.xml"})
    void movesAnEmptyFileToTheFailedFolderWithTheReason(String routes) throws Exception {
        drop("a.png", "");
        drop("b.png", "a picture");

        run(mainForTwoPictures(routes));

        assertThat(files("failed")).containsExactlyInAnyOrder("a.png", "a.png.reason.txt");
        assertThat(folder.resolve("failed/a.png")).isEmptyFile();
        assertThat(folder.resolve("failed/a.png.reason.txt")).content().contains("empty");
        assertThat(files("done")).containsExactly("b.png");
        assertThat(files("drop")).isEmpty();
    }

    @Test
    void namesAMisspelledOption() throws Exception {
        Path misspelled = folder.resolve("misspelled.camel.yaml");
        Files.writeString(misspelled, text("file-drop.camel.yaml").replace("serviceName:", "serviceNmae:"));
        Main main = main("file-drop.camel.yaml");
        main.addOverrideProperty("camel.main.routesIncludePattern", "file:" + misspelled);

        assertThatThrownBy(main::start)
                .hasStackTraceContaining("modelarts://predict")
                .hasStackTraceContaining("Unknown parameters=[{serviceNmae=" + SERVICE + "}]");
        main.stop();
    }

    private Main main(String routes) {
        Main main = new Main();
        main.addOverrideProperty("routes", routes);
        configure(main, "outbox", "done", "failed");
        return main;
    }

    /** Ends after two pictures, and not only when it has been without work for some seconds. */
    private Main mainForTwoPictures(String routes) {
        Main main = main(routes);
        endedByTest(main);
        main.addOverrideProperty("camel.main.durationMaxMessages", "2");
        return main;
    }

    private static String text(String routes) throws IOException {
        try (InputStream in = FileDropRoutesTest.class.getResourceAsStream("/camel/" + routes)) {
            assertThat(in).as(routes).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
