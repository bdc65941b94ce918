package io.github.camelmodelarts.docs;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's and the component page's tables of options and headers are what the component's metadata says. After a change of the
 * metadata, write them anew with {@code mvn verify -Dreadme.update}.
 */
class ReadmeTablesTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path PAGE = Path.of("src", "main", "docs", "modelarts-component.adoc");

    private static JsonNode json;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in =
                ReadmeTablesTest.class.getResourceAsStream("/META-INF/io/github/camelmodelarts/modelarts.json")) {
            json = new JsonMapper().readTree(in);
        }
    }

    @Test
    void theTableOfOptionsIsTheMetadatas() throws Exception {
        List<String> rows = new ArrayList<>(List.of("| option | default | type | meaning |", "|---|---|---|---|"));
        for (Map.Entry<String, JsonNode> option :
                json.get("componentProperties").properties()) {
            if (option.getValue().has("configurationClass") || option.getKey().startsWith("useGlobal")) {
                rows.add(row(option.getKey(), option.getValue()));
            }
        }
        assertReadme("options", rows);
    }

    @Test
    void theTableOfHeadersIsTheMetadatas() throws Exception {
        List<String> rows = new ArrayList<>(List.of("| header | type | meaning |", "|---|---|---|"));
        for (Map.Entry<String, JsonNode> header : json.get("headers").properties()) {
            rows.add("| `" + header.getKey() + "` | " + javaType(header.getValue()) + " | "
                    + header.getValue().get("description").asText() + " |");
        }
        assertReadme("headers", rows);
    }

    @ParameterizedTest
    @CsvSource({
        "component options, componentProperties, ''",
        "path parameters, properties, path",
        "query parameters, properties, parameter",
        "headers, headers, ''"
    })
    void theTablesOfThePageAreTheMetadatas(String section, String from, String kind) throws Exception {
        List<String> rows = new ArrayList<>(List.of(
                "[width=\"100%\",cols=\"2,5,2,2\",options=\"header\"]",
                "|===", "| Name | Description | Default | Type"));
        for (Map.Entry<String, JsonNode> entry : json.get(from).properties()) {
            JsonNode option = entry.getValue();
            if (kind.isEmpty() || option.get("kind").asText().equals(kind)) {
                rows.add("");
                rows.add("| `" + entry.getKey() + "`");
                rows.add("| " + option.get("description").asText().replace("|", "\\|") + secret(option));
                rows.add("| " + defaultValue(option));
                rows.add("| " + type(option));
            }
        }
        rows.add("|===");
        assertSection(PAGE, section, "// " + section + ": generated, see ReadmeTablesTest\n", "// /" + section, rows);
    }

    /** The same rows in both; each exception is there and says truly what else it is. */
    @Test
    void bothTellOfEveryException() throws Exception {
        String page = Files.readString(PAGE);
        String readme = Files.readString(README);
        for (Class<?> exception : List.of(
                ModelArtsOperationFailedException.class,
                ModelArtsAuthenticationException.class,
                ModelArtsTimeoutException.class,
                ModelArtsConnectionException.class,
                ModelArtsRequestException.class,
                ModelArtsResponseException.class,
                ModelArtsServiceStateException.class)) {
            assertThat(ModelArtsFailure.class).isAssignableFrom(exception);
            for (String text : List.of(page, readme)) {
                Matcher row = Pattern.compile("\\| `" + exception.getSimpleName() + "`(?:, an `(\\w+)`)?")
                        .matcher(text);
                assertThat(row.find()).as(exception.getSimpleName()).isTrue();
                if (row.group(1) != null) {
                    assertThat(supertypes(exception)).contains(row.group(1));
                }
            }
        }
    }

    private static List<String> supertypes(Class<?> type) {
        return Stream.<Class<?>>iterate(type.getSuperclass(), Objects::nonNull, Class::getSuperclass)
                .map(Class::getSimpleName)
                .toList();
    }

    @Test
    void thePageTellsOfEveryOperation() throws Exception {
        String page = Files.readString(PAGE);
        String operations = page.substring(page.indexOf("\n== Operations"), page.indexOf("\n== Examples"));
        for (JsonNode operation : json.get("properties").get("operation").get("enum")) {
            assertThat(operations).contains("`" + operation.asText() + "`");
        }
    }

    private static String row(String name, JsonNode option) {
        String only = option.has("configurationClass") ? "" : " On the component only.";
        return "| `" + name + "` | " + defaultValue(option) + " | " + type(option) + " | "
                + option.get("description").asText() + only + secret(option) + " |";
    }

    private static String defaultValue(JsonNode option) {
        return option.has("defaultValue") ? "`" + option.get("defaultValue").asText() + "`" : "";
    }

    private static String secret(JsonNode option) {
        return option.get("secret").asBoolean() ? " **Secret.**" : "";
    }

    private static String type(JsonNode option) {
        return option.has("enum")
                ? StreamSupport.stream(option.get("enum").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("`, `", "`", "`"))
                : javaType(option);
    }

    private static String javaType(JsonNode option) {
        return option.get("javaType").asText().replaceAll("([a-z]\\w*\\.)+", "");
    }

    private static void assertReadme(String name, List<String> rows) throws Exception {
        assertSection(
                README,
                name,
                "<!-- " + name + ": generated, see ReadmeTablesTest -->\n",
                "<!-- /" + name + " -->",
                rows);
    }

    private static void assertSection(Path file, String name, String begin, String end, List<String> rows)
            throws Exception {
        String text = Files.readString(file);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        assertThat(from).as("%s has a section %s", file, name).isBetween(begin.length(), to);
        String expected = String.join("\n", rows) + "\n";
        if (System.getProperty("readme.update") != null) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(expected);
        }
    }
}
