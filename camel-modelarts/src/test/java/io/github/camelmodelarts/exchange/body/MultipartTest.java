package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.api.MultipartReaders.ReadPart;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests that two parsers read the multipart bodies the same. */
class MultipartTest extends RouteTest {

    private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, '-', '-'};

    /** Left: the name of a file. Right: the name that is sent. */
    static Stream<Arguments> names() {
        return Stream.of(
                arguments("page.png", "page.png"),
                arguments("a\"b.png", "a_b.png"),
                arguments("a\r\nX: 1", "a__X: 1"),
                arguments("a\nb.png", "a_b.png"),
                arguments("a\rb.png", "a_b.png"),
                arguments("a\u0000b.png", "a_b.png"),
                arguments("a\\b.png", "b.png"),
                arguments("a.png\\", "file"),
                arguments("a;b.png", "a_b.png"),
                arguments("a; filename=evil.png", "a_ filename=evil.png"),
                arguments("a%22b.png", "a_22b.png"),
                arguments("a%0d%0aX: 1", "a_0d_0aX: 1"),
                arguments("a\"; filename=\"evil.png", "a__ filename=_evil.png"),
                arguments("a\u0085b\u009f.png", "a_b_.png"),
                arguments("a\uD800b.png", "a_b.png"),
                arguments(" a.png ", "a.png"),
                arguments("\u0007 .png", "_ .png"),
                arguments(" ", "file"),
                arguments("=?UTF-8?Q?=2E=2E=2Fa=22=0D=0AX?=", "_?UTF-8?Q?=2E=2E=2Fa=22=0D=0AX?="),
                arguments("==?UTF-8?B?Li4vYQ==?=", "=_?UTF-8?B?Li4vYQ=_?="),
                arguments("页面 – naïve.png", "页面 – naïve.png"),
                arguments("../../etc/passwd", "passwd"),
                arguments("C:\\x\\page.png", "page.png"));
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("H55")
    void sendsAFileNameThatTwoParsersReadTheSame(String fileName, String sent) throws Exception {
        assertPredicted(routes.send(
                predict("APP_SIGNATURE", local.address("echo")) + "&bodyType=FILE",
                PICTURE,
                Map.of(Exchange.FILE_NAME, fileName)));

        RecordedRequest request = request();
        for (MultipartReaders reader : MultipartReaders.values()) {
            List<ReadPart> parts = read(reader, request);
            assertThat(parts).as(reader.name()).hasSize(1);
            assertThat(parts.get(0).name()).isEqualTo("images");
            assertThat(parts.get(0).fileName()).isEqualTo(sent).doesNotContainPattern("[\\r\\n\\x00\"]");
            assertThat(parts.get(0).content()).isEqualTo(MultipartReaders.octets(PICTURE));
        }
        String head = request.bodyText().substring(0, request.bodyText().indexOf("\r\n\r\n"));
        assertThat(head.split("\r\n")).as(head).hasSize(3);
        assertThat(head.replace("\r\n", "").chars()).noneMatch(c -> c < ' ' || c == 127);
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("H55")
    void sendsALocalFileWithANameThatTwoParsersReadTheSame(String fileName, String sent, @TempDir Path folder)
            throws Exception {
        Path file = Files.write(folder.resolve("page.png"), PICTURE);

        assertPredicted(routes.send(
                predict("AK_SK", local.address("echo")),
                file.toFile(),
                Map.of(ModelArtsConstants.FILE_NAME, fileName, ModelArtsConstants.INPUT_NAME, "page")));

        RecordedRequest request = request();
        for (MultipartReaders reader : MultipartReaders.values()) {
            assertThat(read(reader, request))
                    .as(reader.name())
                    .singleElement()
                    .returns("page", ReadPart::name)
                    .returns(fileName.isBlank() ? "page.png" : sent, ReadPart::fileName);
        }
    }

    private static List<ReadPart> read(MultipartReaders reader, RecordedRequest request) throws IOException {
        String contentType = request.header("Content-Type");
        assertThat(contentType).startsWith("multipart/form-data; boundary=");
        return reader.read(contentType, request.body());
    }
}
