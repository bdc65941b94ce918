package io.github.camelmodelarts.consumers;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dataformat.mime.multipart.MimeMultipartDataFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mails from a server, and MIME messages that a data format parses. The body of a mail is a {@code MimeMultipart},
 * which Camel converts to its first text, or to null if it has none. The body of the data format is the first part. The
 * key of an attachment is its file name.
 */
class MailTest extends ConsumerTest {

    private static final ServerSetup[] SERVERS = {
        new ServerSetup(0, "127.0.0.1", "imap"), new ServerSetup(0, "127.0.0.1", "pop3")
    };

    private static final String TEXT = "Content-Type: text/plain; charset=UTF-8\r\n\r\n%s\r\n";

    private final GreenMail server = new GreenMail(SERVERS);

    @BeforeAll
    void startServer() {
        server.start();
        List.of("imap", "pop3", "decoding").forEach(user -> server.setUser(user, "secret"));
    }

    @AfterAll
    void stopServer() {
        server.stop();
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        MimeMultipartDataFormat mime = new MimeMultipartDataFormat();
        mime.setHeadersInline(true);
        RoutesBuilder takingApart = new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:mime").unmarshal(mime).toD(predict() + "&bodyType=${header.bodyType}");
            }
        };
        return new RoutesBuilder[] {
            takingApart,
            consuming(List.of(
                    from("imap", server.getImap(), ""),
                    from("pop3", server.getPop3(), ""),
                    from("decoding", server.getImap(), "&decodeFilename=true")))
        };
    }

    private static String from(String user, AbstractServer mailbox, String options) {
        return mailbox.getProtocol() + "://" + user + "@127.0.0.1:" + mailbox.getPort()
                + "?password=secret&delete=true&initialDelay=0&delay=100" + options;
    }

    /** Returns a message with several parts. */
    private static String message(String... parts) {
        return "From: a@localhost\r\nTo: camel@localhost\r\nSubject: pictures\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
                + String.join("--b\r\n", parts) + "--b--\r\n";
    }

    /** Returns a part with the picture. The file name is written as in a mail header. */
    private static String attached(String fileName) {
        return "Content-Type: image/png; name=\"1.png\"\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"" + fileName + "\"\r\n\r\n"
                + Base64.getEncoder().encodeToString(PICTURE) + "\r\n";
    }

    /** Sends a mail to a user and returns the exchange after its call. */
    private Exchange fetch(String user, String mail) throws Exception {
        server.getUserManager()
                .getUser(user)
                .deliver(new MimeMessage(null, new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1))));
        return next();
    }

    /** Parses a message and returns the exchange after its call. */
    private Exchange takeApart(String bodyType, String message) {
        return routes.call("direct:mime", message, Map.of("bodyType", bodyType));
    }

    private void assertRefused(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContainingAll("JSON", "RAW", "FILE");
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    @Tag("B12")
    void sendsTheAttachmentsOfAMailWithoutText(String user) throws Exception {
        assertPredicted(fetch(user, message(attached("my page.png"), attached("two.png"))));

        assertThat(sent()).containsExactlyInAnyOrder(picture("images", "my page.png"), picture("images", "two.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    @Tag("B12")
    void sendsTheAttachmentsOfAMailWithABlankText(String user) throws Exception {
        assertPredicted(fetch(user, message(TEXT.formatted("\r\n"), attached("my page.png"))));

        assertThat(sent()).containsExactly(picture("images", "my page.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    @Tag("B13")
    void refusesAMailWithTextAndAttachments(String user) throws Exception {
        assertRefused(fetch(user, message(TEXT.formatted("Hello"), attached("my page.png"))));
    }

    @Test
    void sendsAMailThatIsAPicture() throws Exception {
        assertPredicted(fetch("imap", "From: a@localhost\r\nMIME-Version: 1.0\r\n" + attached("my page.png")));

        assertThat(sent()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("images");
            assertThat(part.fileName()).isNotEmpty();
            assertThat(part.contentType()).isEqualTo("image/png");
            assertThat(part.content()).isEqualTo(picture("images", "").content());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "decoding"})
    @Tag("B14")
    void decodesTheNamesOfTheAttachmentsOfAMail(String user) throws Exception {
        assertPredicted(fetch(
                user,
                message(
                        attached("=?UTF-8?B?R3LDtsOfZS5wbmc=?="),
                        attached("=?ISO-8859-1?Q?Gr=F6=DFe_1.png?="),
                        attached("=?UTF-8?B?aW4vcGFnZS5wbmc=?="),
                        attached("C:\\\\x\\\\in/y.png"))));

        assertThat(sent())
                .containsExactlyInAnyOrder(
                        picture("images", "Größe.png"),
                        picture("images", "Größe 1.png"),
                        picture("images", "page.png"),
                        picture("images", "y.png"));
    }

    @Test
    @Tag("B12")
    void sendsThePartsOfAMessageWithAnEmptyFirstPart() throws Exception {
        assertPredicted(takeApart("AUTO", message(TEXT.formatted(""), attached("my page.png"), attached("two.png"))));

        assertThat(sent()).containsExactlyInAnyOrder(picture("images", "my page.png"), picture("images", "two.png"));
    }

    @Test
    @Tag("B13")
    void refusesAMessageOfTextAndPictures() {
        assertRefused(takeApart("AUTO", message(TEXT.formatted("Hello"), attached("my page.png"))));
    }

    @Test
    @Tag("B13")
    void sendsOnlyTheTextIfTheUriSaysSo() {
        assertPredicted(takeApart("RAW", message(TEXT.formatted("grün"), attached("my page.png"))));

        RecordedRequest request = request();
        assertThat(request.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(request.bodyText()).isEqualTo("grün");
    }

    @Test
    @Tag("B13")
    void sendsOnlyTheJsonIfTheUriSaysSo() {
        assertPredicted(takeApart(
                "JSON", message("Content-Type: application/json\r\n\r\n{\"label\": 1}\r\n", attached("my page.png"))));

        assertThat(sentJson().bodyText()).isEqualTo("{\"label\": 1}");
    }

    @Test
    @Tag("B13")
    void sendsBothIfTheUriSaysSo() {
        assertPredicted(takeApart("FILE", message(TEXT.formatted("Hello"), attached("my page.png"))));

        assertThat(sent()).hasSize(2).contains(picture("images", "my page.png")).anySatisfy(part -> {
            assertThat(part.name()).isEqualTo("images");
            assertThat(part.content()).isEqualTo("Hello");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "a\\\"b.png, a_b.png",
        "=?UTF-8?B?R3LDtsOfZS5wbmc=?=, Größe.png",
        "=?UTF-8?Q?a=22b=0D=0AX.png?=, a_b__X.png",
        "=?UTF-8?B?aW4vcGFnZS5wbmc=?=, page.png",
        "C:\\\\x\\\\in/y.png, y.png",
        "../../etc/passwd.png, passwd.png",
    })
    @Tag("B14")
    void decodesTheNameOfAPart(String name, String sent) {
        assertPredicted(takeApart("AUTO", message(TEXT.formatted(""), attached(name))));

        assertThat(sent()).containsExactly(picture("images", sent));
    }
}
