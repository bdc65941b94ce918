package io.github.camelmodelarts.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.support.Guide;

import static org.assertj.core.api.Assertions.assertThat;

/** The recipes of docs/streaming.md for HTTP consumers are the ones that tests run. */
class StreamingGuideTest {

    private static final Guide GUIDE = new Guide("streaming.md");
    private static final Path TESTS = Path.of("src", "test", "java");

    @ParameterizedTest
    @ValueSource(strings = {"JettyStreamTest", "UndertowStreamTest", "PlatformHttpMainStreamTest"})
    void routeIsTheOneThatATestRuns(String test) throws Exception {
        String tested = Files.readString(
                TESTS.resolve("io/github/camelmodelarts/consumers").resolve(test + ".java"));
        String route = tested.substring(tested.indexOf("// recipe\n") + 10, tested.indexOf("// end of recipe"))
                .replace("routes.", "");

        assertThat(withoutBlanks(GUIDE.blocks("java"))).contains(withoutBlanks(route));
    }

    @Test
    void classIsTheOneThatATestRuns() throws Exception {
        assertThat(GUIDE.blocks("java"))
                .contains(Files.readString(TESTS.resolve("com/example/LiveResponse.java"))
                        .replace("\r\n", "\n"));
    }

    private static List<String> withoutBlanks(List<String> blocks) {
        return blocks.stream().map(StreamingGuideTest::withoutBlanks).toList();
    }

    private static String withoutBlanks(String code) {
        return code.replaceAll("\\s+", "");
    }
}
