package io.github.camelmodelarts.docs;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.activation.DataHandler;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Each row of the table of bodies in {@code docs/bodies.md} is an example that is sent. */
class BodyTableTest extends RouteTest {

    private static final Path DOCS = Path.of("..", "docs", "bodies.md");
    private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xFF};

    @TempDir
    private Path folder;

    /** Sends the example of a row, and looks at what was sent. */
    private interface Example {
        void run() throws Exception;
    }

    private Map<String, Example> examples() {
        Map<String, Example> examples = new LinkedHashMap<>();
        examples.put("`File`, `Path`, a file from `file:`, `ftp:` or a similar component", () -> {
            for (Object file : new Object[] {file("page.png").toFile(), file("page.png")}) {
                assertParts(file, Map.of(), "images=page.png,image/png");
            }
        });
        examples.put("such a file with a JSON name or media type", () -> {
            Path rows = Files.writeString(folder.resolve("rows.json"), "{\"a\":1}");
            assertWhole(rows, Map.of(), "application/json", "{\"a\":1}");
            Path other = Files.writeString(folder.resolve("rows"), "{\"a\":1}");
            assertWhole(other, Map.of("CamelModelArtsFileType", "application/json"), "application/json", "{\"a\":1}");
        });
        examples.put("bytes or a stream with a file name or a binary media type", () -> {
            for (Object body : new Object[] {PICTURE, new ByteArrayInputStream(PICTURE)}) {
                assertParts(body, Map.of(Exchange.FILE_NAME, "page.png"), "images=page.png,image/png");
            }
            assertParts(PICTURE, Map.of("CamelModelArtsFileName", "page.png"), "images=page.png,image/png");
            assertParts(PICTURE, Map.of(Exchange.CONTENT_TYPE, "image/png"), "images=file,image/png");
        });
        examples.put("`List`, array or `Iterable` of files", () -> {
            List<Path> files = List.of(file("a.png"), file("b.png"));
            for (Object body : new Object[] {files, files.toArray(), (Iterable<Path>) () -> files.iterator()}) {
                assertParts(body, Map.of(), "images=a.png,image/png", "images=b.png,image/png");
            }
        });
        examples.put("`Map` with files, bytes, streams or lists of them", () -> {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("pages", List.of(file("a.png"), file("b.png")));
            map.put("mask", PICTURE);
            map.put("threshold", 0.5);
            assertParts(
                    map,
                    Map.of(),
                    "pages=a.png,image/png",
                    "pages=b.png,image/png",
                    "mask=mask,application/octet-stream",
                    "threshold=null,null");
        });
        examples.put("attachments without a body", () -> {
            assertPredicted(template.send(uri(), exchange -> {
                AttachmentMessage message = exchange.getMessage(AttachmentMessage.class);
                message.addAttachment("front", new DataHandler(new ByteArrayDataSource("a.png", PICTURE)));
                message.addAttachment("b.png", new DataHandler(new ByteArrayDataSource("b.png", PICTURE)));
            }));
            assertThat(parts()).containsExactly("front=a.png,image/png", "images=b.png,image/png");
        });
        examples.put("other `Map`, `List`, `JsonNode`, object", () -> {
            assertWhole(Map.of("a", 1), Map.of(), "application/json", "{\"a\":1}");
            assertWhole(List.of(1), Map.of(), "application/json", "[1]");
            assertWhole(new JsonMapper().readTree("{\"a\":1}"), Map.of(), "application/json", "{\"a\":1}");
            assertWhole(new Flower("rose"), Map.of(), "application/json", "{\"name\":\"rose\"}");
        });
        examples.put("text", () -> {
            assertWhole("{}", Map.of(), "application/json", "{}");
            assertWhole("a,b", Map.of(Exchange.CONTENT_TYPE, "text/csv"), "text/csv; charset=UTF-8", "a,b");
        });
        examples.put("bytes or a stream whose `Content-Type` is JSON, text, XML or a form", () -> {
            for (String type :
                    List.of("application/json", "text/csv", "application/xml", "multipart/form-data; boundary=x")) {
                Map<String, Object> headers = Map.of(Exchange.CONTENT_TYPE, type);
                assertWhole("--x".getBytes(StandardCharsets.UTF_8), headers, type, "--x");
                assertWhole(new ByteArrayInputStream("--x".getBytes(StandardCharsets.UTF_8)), headers, type, "--x");
            }
        });
        examples.put("bytes or a stream without a name or media type", () -> {
            assertWhole("[1]".getBytes(StandardCharsets.UTF_8), Map.of(), "application/json", "[1]");
            assertThat(routes.send(uri(), PICTURE).getException()).isInstanceOf(ModelArtsRequestException.class);
        });
        examples.put("no body", () -> {
            for (String method : List.of("POST", "PUT")) {
                local.clearRequests();
                assertPredicted(routes.send(uri() + "&httpMethod=" + method, null));
                assertThat(request().header("Content-Length")).isEqualTo("0");
            }
        });
        return examples;
    }

    /** An object as a route may have one. */
    public record Flower(String name) {}

    static Stream<String> rows() throws Exception {
        String text = Files.readString(DOCS);
        int start = text.indexOf('\n', text.indexOf("<!-- auto: ")) + 1;
        String table = text.substring(start, text.indexOf("<!-- /auto -->"));
        return table.lines().skip(2).map(row -> row.substring(2, row.indexOf(" | ")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void sendsTheExampleOfTheRow(String row) throws Exception {
        Example example = examples().get(row);

        assertThat(example).as("an example of this row").isNotNull();
        example.run();
    }

    @Test
    void eachExampleIsInTheTable() throws Exception {
        assertThat(rows()).containsExactlyElementsOf(examples().keySet());
    }

    private String uri() {
        return predict("APP_SIGNATURE", local.address("echo"));
    }

    private Path file(String name) throws Exception {
        return Files.write(folder.resolve(name), PICTURE);
    }

    private void assertParts(Object body, Map<String, Object> headers, String... parts) throws Exception {
        local.clearRequests();
        assertPredicted(routes.send(uri(), body, headers));
        assertThat(parts()).containsExactly(parts);
    }

    /** Each part as field, file name and media type. */
    private List<String> parts() throws Exception {
        RecordedRequest request = request();
        return MultipartReaders.UNDERTOW.read(request.header("Content-Type"), request.body()).stream()
                .map(part -> part.name() + "=" + part.fileName() + "," + part.contentType())
                .toList();
    }

    private void assertWhole(Object body, Map<String, Object> headers, String contentType, String text)
            throws Exception {
        local.clearRequests();
        assertPredicted(routes.send(uri(), body, headers));
        assertThat(request().header("Content-Type")).isEqualTo(contentType);
        assertThat(request().bodyText()).isEqualTo(text);
    }
}
