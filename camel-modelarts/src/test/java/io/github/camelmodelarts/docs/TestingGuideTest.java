package io.github.camelmodelarts.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The guide to tests of your own routes, in the README of modelarts-local. */
class TestingGuideTest {

    private static final Path GUIDE = Path.of("..", "camel-modelarts-examples", "modelarts-local", "README.md");
    private static final Path TESTED =
            Path.of("src", "test", "java", "io", "github", "camelmodelarts", "docs", "LeavesRouteTest.java");

    @Test
    void showsATestThatRunsInThisBuild() throws IOException {
        String tested = text(TESTED);
        String shown = tested.substring(tested.indexOf("import "));

        assertThat(text(GUIDE)).contains("\n```java\n" + shown + "```\n");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
