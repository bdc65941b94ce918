package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.MultipartReaders.ReadPart;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the name and media type that are sent for a file. */
class NamesAndTypesTest extends BodyTest {

    @Test
    @Tag("B15")
    void sendsANewFileWithItsOwnNameAndNotThatOfTheFileBefore() throws Exception {
        Map<String, Object> left = new HashMap<>();
        left.put(Exchange.FILE_NAME, "scan.pdf");
        left.put(Exchange.FILE_CONTENT_TYPE, "application/pdf");
        left.put("CamelAwsS3Key", "in/scan.pdf");

        assertThat(parts("", picture("page1.png").toFile(), left))
                .containsExactly(part("images", "page1.png", "image/png"));
    }

    @Test
    @Tag("B16")
    void usesTheTypeOfThePictureNameAndNotOfAnEarlierResponse() throws Exception {
        Map<String, Object> left = Map.of(Exchange.CONTENT_TYPE, "application/json");

        assertThat(parts("", picture("page.png").toFile(), left))
                .containsExactly(part("images", "page.png", "image/png"));
        assertThat(parts(
                        "", PICTURE, Map.of(Exchange.CONTENT_TYPE, "application/json", Exchange.FILE_NAME, "page.png")))
                .containsExactly(part("images", "page.png", "image/png"));
        assertThat(sent("&bodyType=RAW", picture("page.png").toFile(), left).header("Content-Type"))
                .isEqualTo("image/png");
    }

    @Test
    @Tag("B16")
    void callsOneModelAfterTheOther() throws Exception {
        File page = picture("page.png").toFile();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:chain").to(uri()).setBody(exchange -> page).to(uri());
            }
        });

        assertPredicted(routes.call("direct:chain", "{}"));

        assertThat(parts(requests(2).get(1))).containsExactly(part("images", "page.png", "image/png"));
    }

    @Test
    void sendsJsonThatWasMadeFromAPictureAsJson() throws Exception {
        byte[] json = "{\"label\":\"grün\"}".getBytes(StandardCharsets.UTF_8);
        Map<String, Object> headers = Map.of(Exchange.CONTENT_TYPE, "application/json", Exchange.FILE_NAME, "page.png");

        for (Object body : new Object[] {json, new ByteArrayInputStream(json)}) {
            RecordedRequest request = sent("", body, headers);

            assertThat(request.body()).isEqualTo(json);
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
        }
    }

    /** Left: a file's name. Right: its media type. */
    @ParameterizedTest
    @CsvFileSource(resources = "/bodies/media-types.csv", numLinesToSkip = 1)
    @Tag("B17")
    void knowsTheTypesOfFilesThatModelsAccept(String name, String mediaType) throws Exception {
        assertThat(parts("", picture(name), Map.of())).containsExactly(part("images", name, mediaType));
    }

    @Test
    @Tag("B17")
    void usesTheTypeInTheHeaderOfTheFileComponent() throws Exception {
        picture("page.unknown");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder + "?noop=true&initialDelay=0")
                        .setHeader(Exchange.FILE_CONTENT_TYPE, constant("image/heic"))
                        .to(uri())
                        .to("mock:done");
            }
        });

        assertThat(parts(request())).containsExactly(part("images", "page.unknown", "image/heic"));
    }

    @Test
    void sendsAFileWithTheNameAndTypeOfTheAuthor() throws Exception {
        Map<String, Object> given =
                Map.of(ModelArtsConstants.FILE_NAME, "x/other.jpg", ModelArtsConstants.FILE_TYPE, "image/x-own");

        for (Object body : new Object[] {picture("page.png").toFile(), PICTURE, List.of(picture("page.png"))}) {
            assertThat(parts("", body, given)).containsExactly(part("images", "other.jpg", "image/x-own"));
        }
        assertThat(sent("&bodyType=RAW", PICTURE, given).header("Content-Type")).isEqualTo("image/x-own");
    }

    @Test
    void sendsBytesWithANameAsAFile() throws Exception {
        assertThat(parts("", PICTURE, Map.of(ModelArtsConstants.FILE_NAME, "page.webp")))
                .containsExactly(part("images", "page.webp", "image/webp"));
        assertThat(parts("", new ByteArrayInputStream(PICTURE), Map.of(Exchange.FILE_NAME, "in/page.png")))
                .containsExactly(part("images", "page.png", "image/png"));
        assertThat(parts("", PICTURE, Map.of(Exchange.CONTENT_TYPE, "image/png")))
                .containsExactly(part("images", "file", "image/png"));
        assertThat(parts("", PICTURE, Map.of("Content-Disposition", "attachment; filename=\"only one.png\"")))
                .containsExactly(part("images", "only one.png", "image/png"));
    }

    @Test
    void refusesAnInvalidMediaType() throws Exception {
        assertRefused(
                "",
                PICTURE,
                Map.of(ModelArtsConstants.FILE_TYPE, "png"),
                "CamelModelArtsFileType is 'png'",
                "image/png");
    }

    @Test
    void refusesBytesThatNoHeaderDescribes() throws Exception {
        byte[] brace = {'{', (byte) 0xFF, (byte) 0xFE, '}'};
        for (Object body :
                new Object[] {PICTURE, brace, "hello".getBytes(StandardCharsets.UTF_8), new ByteArrayInputStream(brace)
                }) {
            assertRefused("", body, Map.of(), "not JSON", "CamelModelArtsFileName", "Content-Type");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " \r\n[1]", "\"a\"", "-1.5", "7", "true", "null"})
    void sendsBytesThatAreJson(String json) throws Exception {
        RecordedRequest request = sent("", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Map.of());

        assertThat(request.bodyText()).isEqualTo(json);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }

    /** The part that is read to detect JSON ends in the middle of a character. */
    @Test
    void detectsLongJsonByItsBeginning() throws Exception {
        byte[] json = ("[\"" + "x".repeat(8189) + "ü\"]").getBytes(StandardCharsets.UTF_8);

        assertThat(sent("", json, Map.of()).body()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "application/json", "multipart/form-data; boundary=x", ""})
    void refusesEmptyBytesAndStreams(String contentType) throws Exception {
        Map<String, Object> headers = contentType.isEmpty() ? Map.of() : Map.of(Exchange.CONTENT_TYPE, contentType);
        for (String options : List.of("", "&bodyType=FILE", "&bodyType=RAW", "&bodyType=BASE64")) {
            assertRefused(options, new byte[0], headers, "is empty");
            assertRefused(options, new ByteArrayInputStream(new byte[0]), headers, "is empty");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', file",
        ".,file",
        "..,file",
        "a/..,file",
        "'a\r\nb\"c\\d.png', d.png",
        "'a\u202Egnp.exe', a_gnp.exe",
        "'a\u200Fb.png', a_b.png",
        "'a\uD800.png', a_.png",
    })
    void makesANameSafe(String name, String sent) throws Exception {
        assertThat(parts("&bodyType=FILE", PICTURE, Map.of(Exchange.FILE_NAME, name, "CamelModelArtsFileType", "a/b")))
                .extracting(ReadPart::fileName)
                .containsExactly(sent);
    }

    @Test
    void shortensALongNameAndKeepsItsExtension() throws Exception {
        for (String letter : List.of("n", "页")) {
            ReadPart part = parts("", PICTURE, Map.of(Exchange.FILE_NAME, letter.repeat(5000) + ".png"))
                    .get(0);

            assertThat(part.fileName()).startsWith(letter).endsWith(letter + ".png");
            assertThat(String.valueOf(part.fileName()).getBytes(StandardCharsets.UTF_8))
                    .hasSizeBetween(250, 255);
            assertThat(part.contentType()).isEqualTo("image/png");
        }
    }

    @Test
    void sendsNothingIfTheFileNoLongerExists() throws Exception {
        Path upload = picture("upload.png");
        Files.delete(upload);

        assertRefused("", upload.toFile(), Map.of(), "upload.png does not exist");
    }

    @Test
    void showsANameOnOneLine() throws Exception {
        Path file = Files.write(folder.resolve("a\r\nb.png"), new byte[0]);

        assertRefused("", file, Map.of(), "The file a\\u000D\\u000Ab.png is empty");
        assertRefused(
                "", new byte[0], Map.of(Exchange.FILE_NAME, "a\r\nb.png"), "The file a\\u000D\\u000Ab.png is empty");
    }
}
