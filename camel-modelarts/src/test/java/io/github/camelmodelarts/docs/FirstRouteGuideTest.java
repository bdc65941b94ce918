package io.github.camelmodelarts.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The project of docs/first-route.md: its classes are compiled and tested here, its POM has the versions of this build. */
class FirstRouteGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "first-route.md");
    private static final Path PARENT = Path.of("..", "pom.xml");
    private static final Path CLASSES = Path.of("src", "test", "java", "com", "example");

    private static final Pattern ARTIFACT =
            Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*(?:<!--[^>]*-->\\s*)?<version>([^<]+)</version>");
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]+)<");

    @ParameterizedTest
    @ValueSource(strings = {"FirstRoute.java", "FirstRouteTest.java"})
    void classIsTheOneThatThisBuildTests(String name) throws Exception {
        assertThat(text(GUIDE)).contains("\n```java\n" + text(CLASSES.resolve(name)) + "```\n");
    }

    @Test
    void pomHasTheVersionsOfThisBuild() throws Exception {
        String guide = text(GUIDE);
        String parent = text(PARENT);
        String pom = guide.substring(guide.indexOf("<project"), guide.indexOf("</project>"));
        Map<String, String> here = versions(parent);
        here.put("camel-core", here.get("camel-bom"));
        here.put("camel-main", here.get("camel-bom"));
        here.put("junit-jupiter", here.get("junit-bom"));
        String project = parent.substring(parent.indexOf("<artifactId>camel-modelarts-parent"));
        here.put("camel-modelarts", versions(project).get("camel-modelarts-parent"));
        here.put("modelarts-local", here.get("camel-modelarts"));

        Map<String, String> shown = versions(pom);
        shown.remove("first-route");

        assertThat(shown).hasSize(11).satisfies(versions -> assertThat(here).containsAllEntriesOf(versions));
    }

    /** Versions by artifact, with properties replaced. */
    private static Map<String, String> versions(String pom) {
        Map<String, String> properties = new HashMap<>();
        for (MatchResult property : PROPERTY.matcher(pom).results().toList()) {
            properties.put("${" + property.group(1) + "}", property.group(2));
        }
        Map<String, String> versions = new HashMap<>();
        for (MatchResult artifact : ARTIFACT.matcher(pom).results().toList()) {
            versions.put(artifact.group(1), properties.getOrDefault(artifact.group(2), artifact.group(2)));
        }
        return versions;
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
