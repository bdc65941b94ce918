package io.github.camelmodelarts.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.ModelArtsEndpointUriFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Every URI that stands in the documentation and the examples is one that Camel's catalog, and with it tools, take for valid. */
class DocumentedUrisTest {

    private static final Path ROOT = Path.of("..");

    /** Not the syntax, {@code modelarts:operation[?options]}, nor Maven coordinates that end in our name. */
    private static final Pattern URI =
            Pattern.compile("(?<![\\w.-])modelarts:\\w++(?!\\[)(\\?[^\"'`\\s<]*[^\"'`\\s<,;)])?");

    private static final Pattern YAML =
            Pattern.compile("(?m)^( *)uri: *\"?(modelarts:\\w+)\"? *\n\\1parameters: *\n((?:\\1 +\\S.*(?:\n|$))+)");

    private static final Pattern PARAMETER = Pattern.compile("(?m)^ *(\\w+): *\"?([^\"\n]*?)\"?(?: +#.*)?$");

    private static final Pattern LONE_OPTION = Pattern.compile("\"[&?](\\w+)=");

    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();
    private static final Set<String> OPTIONS = new ModelArtsEndpointUriFactory().propertyNames();

    @BeforeAll
    static void addTheComponent() throws IOException {
        try (InputStream json =
                DocumentedUrisTest.class.getResourceAsStream("/META-INF/io/github/camelmodelarts/modelarts.json")) {
            CATALOG.addComponent(
                    "modelarts",
                    ModelArtsComponent.class.getName(),
                    new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isValid(Path file) throws IOException {
        for (String uri : uris(file)) {
            EndpointValidationResult result = CATALOG.validateEndpointProperties(uri);
            assertThat(result.isSuccess())
                    .as("%s in %s: %s", uri, file, result.summaryErrorMessage(false))
                    .isTrue();
        }
    }

    /** Appended to a URI that stands elsewhere, where nobody would validate it. */
    @ParameterizedTest
    @MethodSource("files")
    void hasNoOptionOutsideOfAUri(Path file) throws IOException {
        assertThat(LONE_OPTION.matcher(joined(Files.readString(file))).results().map(option -> option.group(1)))
                .as("options of modelarts: at the beginning of a text in %s: write the whole URI there", file)
                .doesNotContainAnyElementsOf(OPTIONS);
    }

    @Test
    void findsUrisOfEveryForm() throws IOException {
        assertThat(uris(ROOT.resolve("docs/services.md")))
                .hasSizeGreaterThan(3)
                .contains("modelarts:awaitService?serviceName=orientation");
        assertThat(uris(ROOT.resolve("camel-modelarts-examples/yaml/src/main/resources/camel/on-demand.camel.yaml")))
                .contains("modelarts:predict?serviceName={{service}}");
        assertThat(uris(ROOT.resolve(
                        "camel-modelarts-examples/file-drop/src/main/java/io/github/camelmodelarts/examples"
                                + "/filedrop/FileDropRoutes.java")))
                .contains("modelarts:predict?address={{ocr.address}}&authType=APP_SIGNATURE&bodyType=FILE"
                        + "&maxConnections={{calls.at.once}}");
        assertThat(uris(ROOT.resolve(
                        "camel-modelarts-examples/spring-boot/src/main/java/io/github/camelmodelarts/examples"
                                + "/springboot/PredictionRoutes.java")))
                .containsExactly(
                        "modelarts:predict?address={{service.address}}&authType={{authType}}&bodyType=FILE",
                        "modelarts:predict?address={{service.address}}&authType={{authType}}");
        assertThat(uris(Path.of("src/main/docs/modelarts-component.adoc")))
                .as("in Java, XML and YAML")
                .hasSizeGreaterThan(5)
                .contains("modelarts:predict?address={{service.address}}&inputName=images");
    }

    @ParameterizedTest
    @CsvSource({
        "modelarts:predict?address={{service.address}}&inputNme=images, inputNme",
        "modelarts:predict?address={{service.address}}&bodyType=PICTURE, bodyType",
        "modelarts:predict?address={{service.address}}&proxyPort=http, proxyPort",
        "modelarts:predcit?address={{service.address}}, operation"
    })
    void aMistakeWouldBeReported(String uri, String option) {
        EndpointValidationResult result = CATALOG.validateEndpointProperties(uri);
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.summaryErrorMessage(false)).contains(option);
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .filter(DocumentedUrisTest::isDocumentationOrExample)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isDocumentationOrExample(Path file) {
        String name = ROOT.relativize(file).toString().replace('\\', '/');
        if (name.matches("(.*/)?(target|src/test|src/generated|\\..*?)/.*")) {
            return false;
        }
        return name.matches(".*[.](md|adoc)")
                || (name.startsWith("camel-modelarts-examples/") && name.matches(".*/src/main/.*[.](java|xml|yaml)"));
    }

    private static List<String> uris(Path file) throws IOException {
        String text = joined(Files.readString(file));
        List<String> uris = new ArrayList<>();
        for (MatchResult step : YAML.matcher(text).results().toList()) {
            uris.add(PARAMETER
                    .matcher(step.group(3))
                    .results()
                    .map(parameter -> parameter.group(1) + "=" + parameter.group(2))
                    .collect(Collectors.joining("&", step.group(2) + "?", "")));
        }
        URI.matcher(text).results().map(MatchResult::group).forEach(uris::add);
        return uris;
    }

    /** Texts that Java puts together as one, with the names of variables as placeholders; XML's and YAML's signs taken away. */
    private static String joined(String text) {
        return text.replaceAll("=\"\\s*\\+\\s*(\\w+)\\s*\\+\\s*\"", "={{$1}}")
                .replaceAll("\"\\s*\\+\\s*(\\w+)\\s*\\+\\s*\"", "$1")
                .replaceAll("\"\\s*\\+\\s*\"", "")
                .replaceAll("=\"\\s*\\+\\s*(\\w+)", "={{$1}}\"")
                .replace("&amp;", "&")
                .replaceAll("(?m)^( *)- ", "$1  ");
    }
}
