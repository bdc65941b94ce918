package io.github.camelmodelarts;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's tables of options and headers are what the component's metadata says. After a change of the metadata, write them anew
 * with {@code mvn verify -Dreadme.update}.
 */
class ReadmeTablesTest {

    private static final Path README = Path.of("..", "README.md");

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
        assertSection("options", rows);
    }

    @Test
    void theTableOfHeadersIsTheMetadatas() throws Exception {
        List<String> rows = new ArrayList<>(List.of("| header | type | meaning |", "|---|---|---|"));
        for (Map.Entry<String, JsonNode> header : json.get("headers").properties()) {
            rows.add("| `" + header.getKey() + "` | "
                    + header.getValue().get("javaType").asText().replaceAll("java\\.\\w+\\.", "") + " | "
                    + header.getValue().get("description").asText() + " |");
        }
        assertSection("headers", rows);
    }

    private static String row(String name, JsonNode option) {
        String type = option.has("enum")
                ? StreamSupport.stream(option.get("enum").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("`, `", "`", "`"))
                : option.get("javaType").asText().replaceAll("(\\w+\\.)+", "");
        String only = option.has("configurationClass") ? "" : " On the component only.";
        String secret = option.get("secret").asBoolean() ? " **Secret.**" : "";
        return "| `" + name + "` | "
                + (option.has("defaultValue") ? "`" + option.get("defaultValue").asText() + "`" : "") + " | " + type
                + " | " + option.get("description").asText() + only + secret + " |";
    }

    private static void assertSection(String name, List<String> rows) throws Exception {
        String begin = "<!-- " + name + ": generated, see ReadmeTablesTest -->\n";
        String end = "<!-- /" + name + " -->";
        String readme = Files.readString(README);
        int from = readme.indexOf(begin) + begin.length();
        int to = readme.indexOf(end);
        assertThat(from).as("the README has a section " + name).isBetween(begin.length(), to);
        String expected = String.join("\n", rows) + "\n";
        if (System.getProperty("readme.update") != null) {
            Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
        } else {
            assertThat(readme.substring(from, to)).isEqualTo(expected);
        }
    }
}
