package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests of files in Lists and Maps: they are sent as parts or inside JSON, and their paths are never sent. */
class SeveralFilesTest extends BodyTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    @Tag("B05")
    void sendsEachFileOfAListAsAPartOfTheSameName() throws Exception {
        Path a = picture("a.png");
        Path b = picture("b.jpg");
        List<Object> bodies = List.of(
                List.of(a.toFile(), b.toFile()),
                List.of(a, b),
                new File[] {a.toFile(), b.toFile()},
                new Path[] {a, b},
                new Object[] {a, b.toFile()},
                new LinkedHashSet<>(List.of(a, b)),
                (Iterable<Path>) () -> List.of(a, b).iterator());
        for (Object body : bodies) {
            assertThat(parts("", body, Map.of()))
                    .as(body.getClass().getName())
                    .containsExactly(part("images", "a.png", "image/png"), part("images", "b.jpg", "image/jpeg"));
        }
    }

    @Test
    @Tag("B05")
    void sendsAListInAMapAsSeveralPartsOfOneName() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pages", List.of(picture("a.png"), picture("b.png").toFile()));
        fields.put("threshold", 0.5);
        fields.put("crops", new byte[][] {PICTURE});

        assertThat(parts("", fields, Map.of()))
                .containsExactly(
                        part("pages", "a.png", "image/png"),
                        part("pages", "b.png", "image/png"),
                        field("threshold", "0.5"),
                        part("crops", "crops", "application/octet-stream"));
    }

    @Test
    void sendsBytesAndStreamsInAList() throws Exception {
        assertThat(parts(
                        "",
                        List.of(PICTURE, new ByteArrayInputStream(PICTURE)),
                        Map.of(ModelArtsConstants.FILE_TYPE, "image/webp")))
                .containsExactly(part("images", "file", "image/webp"), part("images", "file", "image/webp"));
    }

    @Test
    void sendsTenThousandFilesOfAList() throws Exception {
        Path one = picture("a.png");

        RecordedRequest request = sent("", Collections.nCopies(10_000, one), Map.of());

        String boundary = String.valueOf(request.header("Content-Type")).replaceFirst(".*boundary=", "");
        long closing = ("--" + boundary + "--\r\n").length();
        long alone = sent("", List.of(one), Map.of()).bodyLength();
        assertThat(request.bodyLength()).isEqualTo((alone - closing) * 10_000 + closing);
        assertThat(request.header("Content-Length")).isEqualTo(Long.toString(request.bodyLength()));
    }

    @Test
    void sendsAllOfAnIterableThatCanBeIteratedOnce() throws Exception {
        picture("a.png");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            assertThat(parts("", files, Map.of())).containsExactly(part("images", "a.png", "image/png"));
        }
        Iterator<Integer> numbers = List.of(1, 2, 3).iterator();

        assertThat(sent("", (Iterable<Integer>) () -> numbers, Map.of()).bodyText())
                .isEqualTo("[1,2,3]");
    }

    @Test
    void writesAListWithoutFilesAsJson() throws Exception {
        assertThat(sent("", List.of("a", 1), Map.of()).bodyText()).isEqualTo("[\"a\",1]");
    }

    private List<Object> with(Object other) throws IOException {
        return Arrays.asList(picture("a.png"), other);
    }

    @Test
    void refusesAnotherValueAmongFilesAndSaysItsPlace() throws Exception {
        assertRefused("", with(null), Map.of(), "[1] is null", "Remove it from the List");
        assertRefused("", with(7), Map.of(), "[1] is a java.lang.Integer");
        assertRefused("", with(folder), Map.of(), folder.getFileName() + " is a directory");
        assertRefused("", with(folder.resolve("gone.png")), Map.of(), "gone.png does not exist");
        assertRefused("", Map.of("pages", with("x")), Map.of(), "pages[1] is a java.lang.String");
    }

    @Test
    void refusesAFileUnderANullKey() throws Exception {
        Map<String, Object> fields = new HashMap<>();
        fields.put(null, picture("a.png"));

        assertRefused("", fields, Map.of(), "with the key null");
    }

    @Test
    void refusesOneNameForSeveralFiles() throws Exception {
        assertRefused(
                "",
                List.of(picture("a.png"), picture("b.png")),
                Map.of(ModelArtsConstants.FILE_NAME, "page.png"),
                "CamelModelArtsFileName names one file",
                "contains 2 files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&bodyType=JSON"})
    @Tag("B06")
    void refusesAFileDeepInAnObjectAndSaysItsPlace(String options) throws Exception {
        Map<String, Object> message = Map.of("input", List.of(Map.of("image", picture("a.png"))));

        assertRefused(options, message, Map.of(), "/input/0/image", "bodyType=BASE64", "bodyType=DATA_URL");
    }

    @Test
    @Tag("B06")
    void refusesAFileInAMapThatIsSentAsJson() throws Exception {
        Map<String, Object> message = Map.of("image", picture("a.png").toFile());

        assertRefused("&bodyType=JSON", message, Map.of(), "/image", "bodyType=BASE64", "bodyType=DATA_URL");
        assertRefused(
                "&bodyType=JSON", List.of(picture("a.png")), Map.of(), "/0", "bodyType=BASE64", "bodyType=DATA_URL");
    }

    @Test
    @Tag("B06")
    void refusesAFileInsideAFieldOfAFormAndNamesTheField() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("image", picture("a.png"));
        fields.put("options", Map.of("mask", picture("b.png")));

        assertRefused("", fields, Map.of(), "field options", "/mask");
    }

    /** Values that can stand for a file inside an object. */
    static List<Arguments> files() {
        return List.of(
                arguments("File", (Kind) Path::toFile),
                arguments("Path", (Kind) file -> file),
                arguments("bytes", (Kind) Files::readAllBytes),
                arguments("stream", (Kind) Files::newInputStream));
    }

    /** Creates a value for a picture. */
    private interface Kind {
        Object of(Path file) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    @Tag("B07")
    void writesAFileAsBase64InItsPlace(String name, Kind kind) throws Exception {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("image", kind.of(picture("a.png")));
        message.put("threshold", 0.5);

        RecordedRequest request = sent("&bodyType=BASE64", message, Map.of());

        assertThat(request.bodyText())
                .isEqualTo("{\"image\":\"" + Base64.getEncoder().encodeToString(PICTURE) + "\",\"threshold\":0.5}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    @Tag("B07")
    void writesAPictureOfAChatMessageAsADataUrl() throws Exception {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "text");
        text.put("text", "What is \"this\"?");
        Map<String, Object> image = Map.of("type", "image_url", "image_url", Map.of("url", picture("a.png")));
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("model", "qwen2.5-vl-72b");
        chat.put("messages", List.of(Map.of("role", "user", "content", List.of(text, image))));

        RecordedRequest request = sent("&bodyType=DATA_URL", chat, Map.of());

        JsonNode content = JSON.readTree(request.body()).at("/messages/0/content");
        assertThat(content.at("/0/text").asText()).isEqualTo("What is \"this\"?");
        assertThat(content.at("/1/image_url/url").asText())
                .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(PICTURE));
        assertThat(request.header("x-sdk-content-sha256")).isNull();
        assertThat(request.header("Content-Length")).isEqualTo(Long.toString(request.bodyLength()));
    }

    @Test
    @Tag("B07")
    void writesASingleFileAndAListAsDataUrls() throws Exception {
        String url = "\"data:image/png;base64," + Base64.getEncoder().encodeToString(PICTURE) + "\"";

        assertThat(sent("&bodyType=DATA_URL", picture("a.png").toFile(), Map.of())
                        .bodyText())
                .isEqualTo("{\"images\":" + url + "}");
        assertThat(sent("&bodyType=DATA_URL", List.of(picture("a.png"), picture("b.png")), Map.of())
                        .bodyText())
                .isEqualTo("[" + url + "," + url + "]");
        assertThat(sent("&bodyType=DATA_URL", PICTURE, Map.of(ModelArtsConstants.FILE_TYPE, "image/png"))
                        .bodyText())
                .isEqualTo("{\"images\":" + url + "}");
        assertThat(sent("&bodyType=DATA_URL", new Page(1, picture("a.png")), Map.of())
                        .bodyText())
                .isEqualTo("{\"number\":1,\"scan\":" + url + "}");
    }

    @Test
    void refusesAnEmptyStreamDeepInAnObject() throws Exception {
        assertRefused(
                "&bodyType=BASE64",
                Map.of("image", new ByteArrayInputStream(new byte[0])),
                Map.of(),
                "A stream in the body is empty");
    }

    @Test
    void readsAnUncachedStreamDeepInAnObjectOnce() throws Exception {
        byte[] content = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            InputStream once = new ByteArrayInputStream(content);

            assertPredicted(uncached.send(uri() + "&bodyType=BASE64", Map.of("image", once)));
        }
        assertThat(request().bodyText())
                .isEqualTo("{\"image\":\"" + Base64.getEncoder().encodeToString(content) + "\"}");
    }

    @Test
    void writesBytesDeepInAnObjectAsJacksonDoes() throws Exception {
        List<Map<String, byte[]>> rows = new ArrayList<>();
        IntStream.range(0, 2).forEach(i -> rows.add(Map.of("b64", PICTURE)));
        String row = "{\"b64\":\"" + Base64.getEncoder().encodeToString(PICTURE) + "\"}";

        assertThat(sent("", Map.of("instances", rows), Map.of()).bodyText())
                .isEqualTo("{\"instances\":[" + row + "," + row + "]}");
    }

    /** An object that a route may have as its body. */
    public record Page(int number, Path scan) {}
}
