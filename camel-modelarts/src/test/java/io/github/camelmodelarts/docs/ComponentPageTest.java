package io.github.camelmodelarts.docs;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the component page's tables of options and headers with the component's metadata. After a change of the metadata,
 * {@code mvn verify -Dpage.update} writes them anew.
 */
class ComponentPageTest {

    private static final Path PAGE = Path.of("src", "main", "docs", "modelarts-component.adoc");

    private static JsonNode json;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in =
                ComponentPageTest.class.getResourceAsStream("/META-INF/io/github/camelmodelarts/modelarts.json")) {
            json = new JsonMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "component options, componentProperties, ''",
        "path parameters, properties, path",
        "query parameters, properties, parameter",
        "headers, headers, ''"
    })
    void tableIsWhatTheMetadataSays(String section, String from, String kind) throws Exception {
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
        assertTable(section, rows);
    }

    @Test
    void pageListsEveryOperation() throws Exception {
        String page = Files.readString(PAGE);
        String operations = page.substring(page.indexOf("\n== Operations"), page.indexOf("\n== Examples"));
        for (JsonNode operation : json.get("properties").get("operation").get("enum")) {
            assertThat(operations).contains("`" + operation.asText() + "`");
        }
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

    private static void assertTable(String name, List<String> rows) throws Exception {
        String text = Files.readString(PAGE);
        String begin = "// " + name + ": generated, see ComponentPageTest\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("// /" + name);
        assertThat(from).as("%s has a section %s", PAGE, name).isBetween(begin.length(), to);
        String expected = String.join("\n", rows) + "\n";
        if (System.getProperty("page.update") != null) {
            Files.writeString(PAGE, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(expected);
        }
    }
}
