package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.activation.DataHandler;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests how the body of an exchange is sent. */
class RequestBodyTest extends RouteTest {

    private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xFF};

    @TempDir
    private Path folder;

    private String uri() {
        return predict("APP_SIGNATURE", local.address("echo"));
    }

    private Path picture(String name) throws Exception {
        return Files.write(folder.resolve(name), PICTURE);
    }

    @ParameterizedTest
    @CsvSource({"page.png, image/png", "page.JPG, image/jpeg", "notes.txt, text/plain", "blob, application/octet-stream"
    })
    void sendsAFileAsAMultipartFieldWithTheTypeOfItsExtension(String name, String mediaType) throws Exception {
        assertPredicted(routes.send(uri(), picture(name).toFile()));

        assertThat(onlyPart())
                .startsWith("Content-Disposition: form-data; name=\"images\"; filename=\"" + name + "\"\r\n"
                        + "Content-Type: " + mediaType + "\r\n\r\n");
        assertThat(partContent()).isEqualTo(PICTURE);
        assertThat(request().header("Content-Length"))
                .isEqualTo(Long.toString(request().bodyLength()));
    }

    @Test
    void sendsAPathLikeAFile() throws Exception {
        assertPredicted(routes.send(uri(), picture("page.png")));

        assertThat(partContent()).isEqualTo(PICTURE);
    }

    @Test
    void sendsAFileOfTheFileComponent() throws Exception {
        picture("page.png");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder + "?noop=true&initialDelay=0").to(uri()).to("mock:done");
            }
        });

        assertThat(partContent()).isEqualTo(PICTURE);
        assertThat(onlyPart()).contains("filename=\"page.png\"");
    }

    @Test
    void sendsTheContentOfARemoteFile() throws Exception {
        GenericFile<Object> remote = new GenericFile<>();
        remote.setFile("no local file");
        remote.setBody(PICTURE);
        remote.setFileName("remote.png");

        assertPredicted(routes.send(uri(), remote, Map.of(Exchange.FILE_NAME, "remote.png")));

        assertThat(onlyPart()).contains("filename=\"remote.png\"", "image/png");
        assertThat(partContent()).isEqualTo(PICTURE);
    }

    @Tag("H57")
    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd.png, passwd.png",
        "'C:\\x\\y.png', y.png",
        "'a\"b.png', a_b.png",
        "'a\r\nX: 1.png', a__X: 1.png",
        "'a;b%22.png', a_b_22.png",
        "你好.png, 你好.png",
    })
    void sendsTheLastElementOfTheFileNameMadeSafe(String name, String sent) throws Exception {
        assertPredicted(routes.send(uri(), picture("page.png").toFile(), Map.of(ModelArtsConstants.FILE_NAME, name)));

        assertThat(onlyPart()).contains("filename=\"" + sent + "\"\r\n");
    }

    @Test
    void namesTheFieldByOptionOrHeader() throws Exception {
        assertPredicted(routes.send(uri() + "&inputName=file", picture("a.png").toFile()));
        assertThat(onlyPart()).contains("name=\"file\"");

        local.clearRequests();
        assertPredicted(routes.send(
                uri() + "&inputName=file", picture("a.png").toFile(), Map.of(ModelArtsConstants.INPUT_NAME, "image")));
        assertThat(onlyPart()).contains("name=\"image\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0085b", "a\uD800b", "a\"b", "a\r\nb", "", " ", " a", "a ", "a\\b", "=?UTF-8?Q?a=22?="})
    @Tag("H60")
    void refusesAFieldNameThatIsNotPossibleInThePartHead(String name) throws Exception {
        Exchange exchange = routes.send(uri(), picture("a.png").toFile(), Map.of(ModelArtsConstants.INPUT_NAME, name));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("is not allowed as the name of a multipart field");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void sendsAMapWithFilesAsOnePartPerEntry() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("image1", picture("a.png").toFile());
        fields.put("image2", PICTURE);
        fields.put("threshold", 0.5);
        fields.put("label", "é");
        fields.put("box", List.of(1, 2));
        fields.put("nothing", null);

        assertPredicted(routes.send(uri(), fields));

        assertThat(parts()).hasSize(5);
        assertThat(parts().get(0)).contains("name=\"image1\"; filename=\"a.png\"", "image/png");
        assertThat(parts().get(1)).contains("name=\"image2\"; filename=\"image2\"", "application/octet-stream");
        assertThat(parts().get(2)).isEqualTo("Content-Disposition: form-data; name=\"threshold\"\r\n\r\n0.5");
        assertThat(parts().get(3)).endsWith("\r\n\r\né");
        assertThat(parts().get(4)).contains("application/json").endsWith("[1,2]");
    }

    @Test
    void sendsEachAttachmentAsAPart() throws Exception {
        Exchange exchange = template.send(uri(), message -> {
            message.getMessage().setBody(Map.of("threshold", 1));
            AttachmentMessage attached = message.getMessage(AttachmentMessage.class);
            attached.addAttachment("scan", new DataHandler(new ByteArrayDataSource("scan.png", PICTURE)));
            attached.addAttachment(
                    "file",
                    new DataHandler(new jakarta.activation.FileDataSource(
                            picture("b.jpg").toFile())));
        });

        assertPredicted(exchange);
        assertThat(parts()).hasSize(3);
        assertThat(parts().get(0)).contains("name=\"threshold\"");
        assertThat(parts().get(1)).contains("name=\"scan\"; filename=\"scan.png\"", "image/png");
        assertThat(parts().get(2)).contains("name=\"file\"; filename=\"b.jpg\"", "image/jpeg");
    }

    @Test
    void writesOtherObjectsAsJson() throws Exception {
        Map<String, Object> expected = new LinkedHashMap<>();
        for (Object body :
                List.of(Map.of("a", 1), List.of(1, 2), new Flower("rose", 3), new Flower[] {new Flower("lily", 1)})) {
            local.clearRequests();
            assertPredicted(routes.send(uri(), body));
            expected.put(request().bodyText(), request().header("Content-Type"));
        }
        assertThat(expected)
                .containsOnlyKeys(
                        "{\"a\":1}", "[1,2]", "{\"name\":\"rose\",\"petals\":3}", "[{\"name\":\"lily\",\"petals\":1}]")
                .allSatisfy((json, mediaType) -> assertThat(mediaType).isEqualTo("application/json"));
    }

    @Test
    void sendsTextBytesAndStreamsUnchangedWithTheirTypeOrAsJson() throws Exception {
        for (Object body : new Object[] {
            "grün",
            "grün".getBytes(StandardCharsets.UTF_8),
            new ByteArrayInputStream("grün".getBytes(StandardCharsets.UTF_8))
        }) {
            local.clearRequests();
            assertPredicted(routes.send(uri(), body, Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8")));
            assertThat(request().bodyText()).isEqualTo("grün");
            assertThat(request().header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        }
        local.clearRequests();
        assertPredicted(routes.send(uri(), "{}"));
        assertThat(request().header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void encodesTextInTheCharsetOfItsMediaType() throws Exception {
        assertPredicted(routes.send(uri(), "grün", Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=ISO-8859-1")));

        assertThat(request().body()).isEqualTo("grün".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void hashesAStreamThatCamelHasCached() throws Exception {
        assertPredicted(routes.send(uri(), new ByteArrayInputStream("{\"a\":1}".getBytes(StandardCharsets.UTF_8))));

        assertThat(request().header("x-sdk-content-sha256")).isNull();
        assertThat(request().header("Content-Length")).isEqualTo("7");
    }

    @Test
    void sendsAStreamThatCanBeReadOnceInChunks() throws Exception {
        byte[] content = new byte[300_000];
        Arrays.fill(content, (byte) 'x');
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            InputStream once =
                    new SequenceInputStream(new ByteArrayInputStream(content), new ByteArrayInputStream(content));

            assertPredicted(uncached.send(
                    predict("AK_SK", local.address("sink")), once, Map.of(Exchange.CONTENT_TYPE, "text/plain")));
        }
        assertThat(request().bodyLength()).isEqualTo(600_000);
        assertThat(request().header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request().header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
    }

    @Test
    void sendsBase64InAJsonObject() throws Exception {
        byte[] content = new byte[150_001];
        new Random(7).nextBytes(content);
        Path file = Files.write(folder.resolve("big.bin"), content);
        String expected = "{\"images\":\"" + Base64.getEncoder().encodeToString(content) + "\"}";

        for (Object body : new Object[] {file.toFile(), content, new ByteArrayInputStream(content)}) {
            local.clearRequests();
            assertPredicted(routes.send(uri() + "&bodyType=BASE64", body));

            assertThat(request().bodyText()).isEqualTo(expected);
            assertThat(request().header("Content-Type")).isEqualTo("application/json");
            assertThat(request().header("Content-Length")).isEqualTo(Integer.toString(expected.length()));
            assertThat(request().header("x-sdk-content-sha256")).isNull();
        }
    }

    @Test
    void sendsAFileRaw() throws Exception {
        assertPredicted(routes.send(uri() + "&bodyType=RAW", picture("page.png").toFile()));

        assertThat(request().body()).isEqualTo(PICTURE);
        assertThat(request().header("Content-Type")).isEqualTo("image/png");
        assertThat(request().header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "bytes", "stream"})
    void sendsOtherBodiesAsAFilePartIfTheUriSaysSo(String kind) throws Exception {
        Object body = switch (kind) {
            case "text" -> "hello";
            case "bytes" -> "hello".getBytes(StandardCharsets.UTF_8);
            default -> new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
        };

        assertPredicted(routes.send(uri() + "&bodyType=FILE", body, Map.of(Exchange.FILE_NAME, "hello.txt")));

        assertThat(onlyPart())
                .contains("name=\"images\"; filename=\"hello.txt\"", "text/plain")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void sendsAJsonFileAsAPartIfTheUriSaysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), "{}");

        assertPredicted(routes.send(uri() + "&bodyType=FILE", file.toFile()));

        assertThat(onlyPart()).contains("filename=\"a.json\"", "application/json");
    }

    /** Returns the parts of the only multipart request: heads and contents, binary ones as ISO text. */
    private List<String> parts() {
        RecordedRequest request = request();
        String boundary = request.header("Content-Type").replaceFirst("multipart/form-data; boundary=", "");
        String[] pieces = request.bodyText().split("(\r\n)?--" + boundary + "(--)?\r\n");
        return Arrays.stream(pieces).filter(piece -> !piece.isEmpty()).toList();
    }

    private String onlyPart() {
        assertThat(parts()).hasSize(1);
        return parts().get(0);
    }

    private byte[] partContent() {
        byte[] body = request().body();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\r\n\r\n") + 4;
        return Arrays.copyOfRange(body, start, text.indexOf("\r\n--", start));
    }

    /** An object that a route may have as its body. */
    public record Flower(String name, int petals) {}
}
