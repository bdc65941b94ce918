package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.attachment.CamelFileDataSource;
import org.apache.camel.attachment.DefaultAttachment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of attachments: each is sent once, in its original field, with its own name. */
class AttachmentsTest extends BodyTest {

    /** Adds attachments to a message. */
    private interface Attaching {
        void to(AttachmentMessage message) throws Exception;
    }

    private Exchange send(String options, @Nullable Object body, Map<String, Object> headers, Attaching attaching)
            throws Exception {
        local.clearRequests();
        String from = routes.route(uri() + options);
        return template.send(from, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            attaching.to(exchange.getMessage(AttachmentMessage.class));
        });
    }

    private static DataHandler bytes(String name) {
        return new DataHandler(new ByteArrayDataSource(name, PICTURE));
    }

    private static DefaultAttachment part(String disposition, DataHandler data) {
        DefaultAttachment attachment = new DefaultAttachment(data);
        attachment.setHeader("Content-Disposition", disposition);
        return attachment;
    }

    @Test
    @Tag("B12")
    void sendsAnAttachmentInTheFieldOfTheOption() throws Exception {
        for (Object body : new Object[] {null, "", "\r\n", new byte[0], new ByteArrayInputStream(new byte[0])}) {
            assertPredicted(send("&inputName=scan", body, Map.of(), message -> {
                message.addAttachment("a.png", bytes("a.png"));
            }));

            assertThat(parts(request())).containsExactly(part("scan", "a.png", "image/png"));
        }
    }

    @Test
    void sendsAnAttachmentInTheFieldThatItCameIn() throws Exception {
        assertPredicted(send("", null, Map.of(), message -> {
            message.addAttachmentObject("1", part("form-data; name=\"front\"; filename=\"f 1.png\"", bytes("ignored")));
            message.addAttachment("back", bytes("b.png"));
            message.addAttachment("side", bytes("side"));
            message.addAttachmentObject("2", part("attachment; filename*=UTF-8''gr%C3%BCn+1.png", bytes("2")));
            message.addAttachmentObject("3", part("form-data; name=\"note\"", new DataHandler(text("grün"))));
        }));

        assertThat(parts(request()))
                .containsExactly(
                        part("front", "f 1.png", "image/png"),
                        part("back", "b.png", "image/png"),
                        part("side", "side", "application/octet-stream"),
                        part("images", "grün+1.png", "image/png"),
                        field("note", MultipartReaders.octets("grün".getBytes(StandardCharsets.UTF_8))));
    }

    private static DataSource text(String text) {
        return new ByteArrayDataSource("note", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Tag("B01")
    void sendsABodyThatIsItsOwnAttachmentOnce() throws Exception {
        File temporary = Files.write(folder.resolve("9cbe-4f12"), PICTURE).toFile();
        Map<String, Object> headers =
                Map.of(Exchange.FILE_NAME, "my page.png", Exchange.FILE_CONTENT_TYPE, "image/png");
        for (Object body : List.of(temporary, temporary.toPath(), List.of(temporary))) {
            assertPredicted(send("", body, headers, message -> {
                message.addAttachment("photo", new DataHandler(new CamelFileDataSource(temporary, "my page.png")));
            }));
            assertThat(parts(request())).containsExactly(part("photo", "my page.png", "image/png"));

            // Spring Boot uses the field name as the file name
            assertPredicted(send("&bodyType=FILE", body, headers, message -> {
                message.addAttachment("photo", new DataHandler(new CamelFileDataSource(temporary, "photo")));
            }));
            assertThat(parts(request())).containsExactly(part("photo", "my page.png", "image/png"));
        }
    }

    @Test
    @Tag("B02")
    void sendsAttachmentsThatAreAlsoInTheMapOfTheFormOnce() throws Exception {
        DataHandler photo = bytes("my page.png");
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("threshold", "0.5");
        form.put("photo", photo);

        assertPredicted(send("", form, Map.of(), message -> message.addAttachment("photo", photo)));

        assertThat(parts(request()))
                .containsExactly(field("threshold", "0.5"), part("photo", "my page.png", "image/png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&bodyType=FILE"})
    @Tag("B03")
    void sendsAnUploadWithAnEmptyStreamAsBodyOnce(String options) throws Exception {
        Map<String, Object> headers = Map.of(Exchange.CONTENT_TYPE, "multipart/form-data; boundary=x");

        assertPredicted(send(
                options,
                new ByteArrayInputStream(new byte[0]),
                headers,
                message -> message.addAttachmentObject(
                        "photo", part("form-data; name=\"photo\"; filename=\"a.png\"", bytes("photo")))));

        assertThat(parts(request())).containsExactly(part("photo", "a.png", "image/png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&bodyType=BASE64", "&bodyType=DATA_URL"})
    @Tag("B13")
    void refusesASeparateBodyWithAttachments(String options) throws Exception {
        for (Object body : new Object[] {"{}", PICTURE, picture("other.png"), List.of(1)}) {
            assertRefused(
                    send(options, body, Map.of(), message -> message.addAttachment("a.png", bytes("a.png"))),
                    "a body",
                    "attachments",
                    "bodyType=JSON",
                    "bodyType=RAW",
                    "bodyType=FILE");
        }
    }

    @Test
    @Tag("B13")
    void sendsOnlyTheBodyOrBothIfTheUriSaysSo() throws Exception {
        Attaching attaching = message -> message.addAttachment("a.png", bytes("a.png"));
        for (String options : List.of("&bodyType=JSON", "&bodyType=RAW")) {
            assertPredicted(send(options, "{}", Map.of(), attaching));
            assertThat(request().bodyText()).isEqualTo("{}");
        }
        assertPredicted(send("&bodyType=FILE", picture("own.png"), Map.of(), attaching));
        assertThat(parts(request()))
                .containsExactly(part("images", "own.png", "image/png"), part("images", "a.png", "image/png"));
    }

    @Test
    void writesAttachmentsAsBase64() throws Exception {
        String base64 = Base64.getEncoder().encodeToString(PICTURE);

        assertPredicted(send("&bodyType=BASE64", Map.of("threshold", 0.5), Map.of(), message -> {
            message.addAttachment("front", bytes("a.png"));
            message.addAttachment("b.png", bytes("b.png"));
            message.addAttachment("c.png", bytes("c.png"));
            message.addAttachmentObject("3", part("form-data; name=\"note\"", new DataHandler(text("x"))));
        }));

        assertThat(request().bodyText())
                .isEqualTo("{\"threshold\":0.5,\"front\":\"" + base64 + "\",\"images\":[\"" + base64 + "\",\"" + base64
                        + "\"],\"note\":\"x\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\"b.png', a_b.png",
        "=?UTF-8?B?R3LDtsOfZS5wbmc=?=, Größe.png",
        "=?iso-8859-1?q?Gr=F6=DFe_1.png?=, Größe 1.png",
        "=?UTF-8?B?R3LD?= =?UTF-8?B?vG4ucG5n?=, 'Gr\uFFFD\uFFFDn.png'",
        "=?UTF-8?Q?a?= =?UTF-8?Q?b.png?=, ab.png",
        "=?no-charset?Q?a?=.png, '_?no-charset?Q?a?=.png'",
        "C:\\scans\\in/y.png, y.png",
    })
    @Tag("B14")
    void decodesTheNameOfAnAttachmentAndMakesItSafe(String name, String sent) throws Exception {
        assertPredicted(send("", null, Map.of(), message -> message.addAttachment(name, bytes(name))));

        assertThat(parts(request())).containsExactly(part("images", sent, "image/png"));
    }

    @Test
    void usesTheTypeOfTheAttachmentUnlessTheAuthorSetsOne() throws Exception {
        Attaching attaching =
                message -> message.addAttachment("scan", new DataHandler(new Typed("IMAGE/Tiff; name=x")));

        assertPredicted(send("", null, Map.of(Exchange.CONTENT_TYPE, "text/plain"), attaching));
        assertThat(parts(request())).containsExactly(part("scan", "a.png", "image/tiff"));

        assertPredicted(send("", null, Map.of(ModelArtsConstants.FILE_TYPE, "image/jp2"), attaching));
        assertThat(parts(request())).containsExactly(part("scan", "a.png", "image/jp2"));
    }

    @Test
    void failsIfAnAttachmentBreaksInTheMiddle() throws Exception {
        Supplier<InputStream> broken = () -> new ByteArrayInputStream(new byte[100_000]) {
            @Override
            public synchronized int read(byte[] bytes, int from, int count) {
                if (pos > 50_000) {
                    throw new UncheckedIOException(new IOException("the disk is gone"));
                }
                return super.read(bytes, from, Math.min(count, 8192));
            }
        };

        Exchange exchange = send(
                "",
                null,
                Map.of(),
                message -> message.addAttachment("a.png", new DataHandler(new Typed("image/png", broken))));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("the disk is gone");
    }

    @Test
    void sendsNothingIfTheFileOfAnAttachmentNoLongerExists() throws Exception {
        File gone = folder.resolve("upload_0815").toFile();

        assertRefused(
                send(
                        "",
                        null,
                        Map.of(),
                        message -> message.addAttachment("photo", new DataHandler(new FileDataSource(gone)))),
                "upload_0815 does not exist");
    }

    @Test
    void sendsNothingIfAnAttachmentIsEmpty() throws Exception {
        assertRefused(
                send(
                        "",
                        null,
                        Map.of(),
                        message -> message.addAttachment(
                                "a.png", new DataHandler(new ByteArrayDataSource("a.png", new byte[0])))),
                "a.png is empty");
    }

    /** Small attachments are read before they are sent, so their length is known. */
    @Test
    void knowsTheLengthOfASmallAttachment() throws Exception {
        assertPredicted(send("", null, Map.of(), message -> message.addAttachment("a.png", bytes("a.png"))));

        RecordedRequest request = request();
        assertThat(request.header("Content-Length")).isEqualTo(Long.toString(request.bodyLength()));
    }

    /** A data source like those of mails and servlets. */
    private static final class Typed implements DataSource {

        private final String type;
        private final Supplier<InputStream> content;

        Typed(String type) {
            this(type, () -> new ByteArrayInputStream(PICTURE));
        }

        Typed(String type, Supplier<InputStream> content) {
            this.type = type;
            this.content = content;
        }

        @Override
        public InputStream getInputStream() {
            return content.get();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("for reading");
        }

        @Override
        public String getContentType() {
            return type;
        }

        @Override
        public String getName() {
            return "a.png";
        }
    }
}
