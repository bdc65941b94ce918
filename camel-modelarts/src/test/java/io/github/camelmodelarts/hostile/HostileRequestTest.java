package io.github.camelmodelarts.hostile;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.impl.engine.DefaultHeadersMapFactory;
import org.apache.camel.impl.engine.HashMapHeadersMapFactory;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsEndpointUriFactory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Exchanges that try to redirect a call, or to have text expanded, loaded or sent as credentials: their content is data, or refused. */
class HostileRequestTest extends EachWayInTest {

    private static final String EXPANDED = "expanded-5d20c1";

    @TempDir
    private Path folder;

    private final Trap trap = new Trap();
    private Path secret;

    /** A bean that would run if text were resolved. */
    public static final class Trap {
        private final AtomicBoolean sprung = new AtomicBoolean();

        public String spring() {
            sprung.set(true);
            return EXPANDED;
        }
    }

    @BeforeEach
    void setTraps() throws Exception {
        System.setProperty("modelarts.trap", EXPANDED);
        routes().context().getRegistry().bind("trap", trap);
        secret = Files.writeString(folder.resolve("secret.txt"), EXPANDED);
    }

    @AfterEach
    void nothingWasExpandedOrLoaded() {
        System.clearProperty("modelarts.trap");
        routes().context().getCamelContextExtension().setHeadersMapFactory(new DefaultHeadersMapFactory());
        assertThat(trap.sprung).isFalse();
        assertThat(received).allSatisfy(request -> assertThat(request).doesNotContain(EXPANDED));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CAMELHTTPURI",
                "camelhttpuri",
                "CamelHTTPUri",
                "CamelRestHttpUri",
                "CamelHttpUrl",
                "CamelHttpBaseUri",
                "CamelDestinationOverrideUrl",
                "CamelToEndpoint",
                "CamelModelArtsAddress",
                "cAmElMoDeLaRtSaDdReSs"
            })
    @DisplayName("H01, H02: a header that would change the target in another component, or with a URI that allows it:")
    void noHeaderMovesACall(String header) throws Exception {
        String request = sent(call(predict(""), "{}", Map.of(header, evil.address())));

        assertThat(request).doesNotContain(evil.authority());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{{sys:modelarts.trap}}",
                "{{env:PATH}}",
                "{{bean:trap.spring}}",
                "${sys.modelarts.trap}",
                "${bean:trap?method=spring}",
                "$simple{bean:trap?method=spring}",
                "#bean:trap",
                "#class:java.io.File"
            })
    @DisplayName("H04: text that could be expanded:")
    void nothingIsExpanded(String text) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("CamelHttpUri", evil.address() + "?" + text);
        headers.put("CamelHttpPath", text);
        headers.put("CamelHttpQuery", text);
        headers.put("Accept", text);
        headers.put("X-Mine", text);
        headers.put(ModelArtsConstants.FILE_NAME, text);
        headers.put(ModelArtsConstants.CAMEL_FILE_NAME, text);
        headers.put(ModelArtsConstants.INPUT_NAME, text);
        String encoded = sent(call(
                predict("&bodyType=FILE&forwardHeaders=X-Mine"),
                text,
                with(
                        headers,
                        ModelArtsConstants.PATH,
                        "/" + text.replace("#", "").replace("?", ""))));

        assertThat(values(encoded, "X-Mine")).containsExactly(text);
        assertThat(values(encoded, "Accept")).containsExactly(text);
        assertThat(encoded)
                .contains("name=\"" + text + "\"")
                .contains("\r\n\r\n" + text + "\r\n--")
                .doesNotContain(System.getenv("PATH"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "CamelHttpMethod, DELETE",
        "camelhttpmethod, GET",
        "CamelHttpQuery, x=1",
        "CamelHttpRawQuery, x=%zz",
        "CamelHttpPath, ../../admin",
        "CamelRestHttpPath, /admin"
    })
    @DisplayName("H06: a header that would change the request of another component:")
    void noHeaderChangesMethodPathOrQuery(String header, String value) throws Exception {
        String request = sent(call(predict(""), "{\"a\":1}", Map.of(header, value)));

        assertThat(request).startsWith("POST /v1/infers/scripted HTTP/1.1\r\n").endsWith("\r\n\r\n{\"a\":1}");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "CamelHttpProtocolVersion, HTTP/0.9",
        "CamelHttpProtocolVersion, HTTP/1.0",
        "CamelHttpHost, evil",
        "Host, evil",
        "hOsT, evil",
        ":authority, evil",
        "X-Forwarded-Host, evil"
    })
    @DisplayName("H07: a header that would change how another component sends:")
    void noHeaderChangesHostOrVersion(String header, String value) throws Exception {
        String request = sent(call(predict(""), "{}", Map.of(header, value)));

        assertThat(request).startsWith("POST /v1/infers/scripted HTTP/1.1\r\n").doesNotContain("evil");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "evil.com",
                "x@evil",
                "//evil",
                "http://evil",
                "svc?x",
                "svc#x",
                "svc/../x",
                "a b",
                "a\r\nb",
                "a%2Fb",
                "{{sys:modelarts.trap}}"
            })
    @DisplayName("H08: an invalid id")
    void refusesAnInvalidId(String id) throws Exception {
        Map<String, Object> chosen = Map.of(ModelArtsConstants.SERVICE_ID, id);

        assertThat(refused(call(predict("&allowHeaderOverride=true"), "{}", chosen)))
                .hasMessageContaining("is not a valid service id");
        sent(call(predict(""), "{}", chosen));
    }

    @Test
    @DisplayName("H08: an id without text, or one that is too long")
    void emptyTextIsNotTheAbsenceOfAHeader() throws Exception {
        assertThat(refused(call(
                        predict("&allowHeaderOverride=true"),
                        "{}",
                        Map.of(ModelArtsConstants.SERVICE_ID, "a".repeat(129)))))
                .hasMessageContaining("is not a valid service id");

        sent(call(predict("&allowHeaderOverride=true"), "{}", Map.of(ModelArtsConstants.SERVICE_ID, " ")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "../../v1/x",
                "..",
                "/..",
                "a/../../b",
                "%2e%2e/x",
                "a/%2E./b",
                "a%2f..%2fb",
                "..;/x",
                "a\\..\\b",
                "/./x"
            })
    @DisplayName("H09: a path that climbs:")
    void followsNoPathUpwards(String path) throws Exception {
        assertThat(refused(call(predict(""), "{}", Map.of(ModelArtsConstants.PATH, path))))
                .hasMessageContaining(ModelArtsConstants.PATH);
    }

    static Stream<Arguments> unwritable() {
        return Stream.of(
                arguments("backslash", "a\\b"),
                arguments("NUL", "a\u0000b"),
                arguments("tab", "a\tb"),
                arguments("line break", "a\r\nX-Evil: 1"),
                arguments("CR", "a\rb"),
                arguments("LF", "a\nb"),
                arguments("request of its own", "a HTTP/1.1\r\nHost: evil\r\n\r\nGET /x"),
                arguments("line separator", "a\u2028b"),
                arguments("paragraph separator", "a\u2029b"),
                arguments("lone surrogate", "a\uD800b"),
                arguments("other lone surrogate", "a\uDC00"),
                arguments("C1 control", "a\u0085b"),
                arguments("40 KB", "a".repeat(40_000)),
                arguments("40 KB once encoded", "\u4f60".repeat(4_000)),
                arguments("40 KB of query", "?" + "a".repeat(40_000)),
                arguments("fragment", "a#b"),
                arguments("half an escape", "a%z"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unwritable")
    @DisplayName("H11: a path with")
    void sendsNoPathThatIsInvalidInAUrl(String what, String path) throws Exception {
        assertThat(refused(call(predict(""), "{}", Map.of(ModelArtsConstants.PATH, path))))
                .hasMessageContaining(ModelArtsConstants.PATH);
    }

    /** Camel's exceptions around ours quote the URI, and mask the parts that they recognize as a password. */
    @Test
    @DisplayName("H14: an address with a user and a password")
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        String address = "https://user:c4n4ry-userinfo@service.example.com/v1";

        for (String written : List.of("RAW(" + address + ")", address)) {
            Throwable failure = refusalOf(predict("").replace(service.address(), written));

            assertThat(failure)
                    .rootCause()
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("user name or password")
                    .hasMessageContaining("https://***@service.example.com")
                    .hasMessageNotContaining("c4n4ry-userinfo");
        }
        assertThat(stackTrace(refusalOf(predict("").replace(service.address(), "RAW(" + address + ")"))))
                .doesNotContain("c4n4ry-userinfo");
    }

    /** From the start of a route, or from its first exchange where that is when the URI is known. */
    private Throwable refusalOf(String uri) {
        Exchange[] exchange = new Exchange[1];
        Throwable atStart = catchThrowable(() -> exchange[0] = call(uri, "{}", Map.of()));
        return atStart == null ? exchange[0].getException() : atStart;
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    static Stream<String> proofs() {
        return Stream.of(
                "Authorization",
                "Cookie",
                "Proxy-Authorization",
                "X-Auth-Token",
                "X-Sdk-Date",
                "X-Sdk-Content-Sha256",
                "X-Apig-AppCode",
                "X-Security-Token",
                "apikey",
                "X-Stage",
                "X-Project-Id");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"APP_CODE", "APP_KEY", "APP_SIGNATURE", "AK_SK", "TOKEN", "API_KEY", "NONE"})
    @DisplayName("H29: headers of an exchange that would authenticate as another caller, with")
    void onlyOurOwnAuthenticationHeadersAreSent(String authType) throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        proofs().forEach(name -> {
            headers.put(name, "evil");
            headers.put(name.replace('-', '_'), "evil");
        });
        headers.put("X-Mine", "mine");

        List<UnaryOperator<String>> shapes =
                List.of(name -> name.toUpperCase(Locale.ROOT), name -> name.toLowerCase(Locale.ROOT));
        for (UnaryOperator<String> shape : shapes) {
            received.clear();
            Map<String, Object> shaped = new HashMap<>();
            headers.forEach((name, value) -> shaped.put(shape.apply(name), value));
            Exchange exchange = call(predict(authType, "&forwardHeaders=*"), "{}", shaped);

            assertThat(exchange.getException()).isNull();
            assertThat(received).hasSize(1);
            String request = received.get(0);
            assertThat(request).doesNotContain("evil");
            assertThat(values(request, "X-Mine")).containsExactly("mine");
            assertThat(proofs())
                    .allSatisfy(name -> assertThat(values(request, name)).hasSizeLessThan(2));
            assertThat(proofs().mapToInt(name -> values(request, name).size()).sum())
                    .isEqualTo(
                            switch (authType) {
                                case "NONE" -> 0;
                                case "TOKEN", "API_KEY" -> 1;
                                case "APP_CODE", "APP_KEY", "AK_SK" -> 2;
                                default -> 3;
                            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Host",
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "TE",
                "Trailer",
                "Expect",
                "Upgrade",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Content-Encoding",
                "HTTP2-Settings"
            })
    @DisplayName("H30: a header that would frame the message or control the connection:")
    void framingHeadersAreNeverForwarded(String name) throws Exception {
        for (String spelled : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
            received.clear();
            String request =
                    sent(call(predict("&forwardHeaders=*"), "{\"a\":1}", Map.of(spelled, "7777", "X-Mine", "mine")));

            assertThat(request).doesNotContain("7777").endsWith("\r\n\r\n{\"a\":1}");
            assertThat(values(request, "X-Mine")).containsExactly("mine");
            assertThat(values(request, "Content-Length")).containsExactly("7");
            assertThat(values(request, "Transfer-Encoding")).isEmpty();
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("CR/LF", "evil-a\r\nX-Evil: 1"),
                arguments("CR", "evil-a\rb"),
                arguments("LF", "evil-a\nb"),
                arguments("NUL", "evil-a\u0000b"),
                arguments("VT", "evil-a\u000Bb"),
                arguments("DEL", "evil-a\u007F"),
                arguments("U+010A, LF once truncated", "evil-a\u010Ab"),
                arguments("U+010D, CR once truncated", "evil-a\u010Db"),
                arguments("a folded line", "evil-a\r\n b"),
                arguments("a line break first", "\r\nX-Evil: evil-a"),
                arguments("a line break last", "evil-a\r\n"),
                arguments("a list with a line break", List.of("x", "evil-a\r\nb")),
                arguments("letters beyond ASCII", "evil-a\u00fc"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    @DisplayName("H32: the value of an allowed header with")
    void sendsNoHeaderValueThatWouldChangeOnTheWay(String what, Object value) throws Exception {
        assertThat(refused(call(predict("&forwardHeaders=X-Trace"), "{}", Map.of("X-Trace", value))))
                .hasMessageContaining("header 'X-Trace'")
                .hasMessageNotContaining("evil-a");
        for (String read : List.of("Accept", "Content-Type")) {
            refused(call(predict(""), "{}", Map.of(read, value)));
        }
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("a blank", "X A"),
                arguments("a colon", "X:A"),
                arguments("nothing", ""),
                arguments("a line break", "X\r\nY"),
                arguments("letters beyond ASCII", "\u00dcn\u00ef"),
                arguments("NUL", "X\u0000"),
                arguments("a parenthesis", "X(A)"),
                arguments("1 MB", "X".repeat(1_000_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    @DisplayName("H33: the name of a header with")
    void sendsNoInvalidHeaderName(String what, String name) throws Exception {
        assertThat(refused(call(predict("&forwardHeaders=*"), "{}", Map.of(name, "v"))))
                .hasMessageContaining("header");
    }

    @Test
    @DisplayName("H33: headers that the gateway rejects for their length")
    void sendsNoHeaderThatTheGatewayRejectsForItsLength() throws Exception {
        assertThat(refused(call(predict("&forwardHeaders=X-Long"), "{}", Map.of("X-Long", "v".repeat(32_768)))))
                .hasMessageContaining("'X-Long'")
                .hasMessageContaining("32 KiB");

        assertThat(values(
                        sent(call(predict("&forwardHeaders=X-Long"), "{}", Map.of("X-Long", "v".repeat(32_000)))),
                        "X-Long"))
                .containsExactly("v".repeat(32_000));
    }

    @Test
    @DisplayName("H36: names that differ by their case or by _ and -")
    void equalNamesAlwaysGiveOneValue() throws Exception {
        routes().context().getCamelContextExtension().setHeadersMapFactory(new HashMapHeadersMapFactory());
        String from = way.route(routes(), predict("&forwardHeaders=*"));

        for (char letter = 'A'; letter <= 'Z'; letter++) {
            String upper = "X-" + letter;
            String lower = upper.toLowerCase(Locale.ROOT);
            List<String> forth = sentFrom(from, upper, "upper", lower, "lower", "X_" + letter, "underscore");
            List<String> back = sentFrom(from, "X_" + letter, "underscore", lower, "lower", upper, "upper");

            assertThat(forth).hasSize(1).isEqualTo(back).isSubsetOf("upper", "lower");
        }
    }

    /** With headers in the order given. */
    private List<String> sentFrom(String from, String... headers) {
        received.clear();
        Exchange exchange = new DefaultExchange(routes().context());
        exchange.getMessage().setBody("{}");
        Map<String, Object> ordered = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            ordered.put(headers[i], headers[i + 1]);
        }
        exchange.getMessage().setHeaders(ordered);
        String request = sent(routes().template().send(from, exchange));
        assertThat(request).doesNotContain("underscore");
        return values(request, headers[2]);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {"../../etc/passwd", "C:\\x\\passwd", "/abs/passwd", "..\\passwd", "file:/etc/passwd"})
    @DisplayName("H57: a file name that is a path:")
    void sendsTheLastElementOfAFileNameAndOpensNoOtherFile(String name) throws Exception {
        Path picture = Files.writeString(folder.resolve("a.png"), "picture");
        Map<String, Object> headers = new HashMap<>();
        for (String header : List.of(
                ModelArtsConstants.FILE_NAME,
                ModelArtsConstants.CAMEL_FILE_NAME,
                Exchange.FILE_NAME_ONLY,
                Exchange.FILE_PATH,
                Exchange.FILE_NAME_CONSUMED,
                Exchange.FILE_LOCAL_WORK_PATH,
                "CamelFileAbsolutePath")) {
            headers.put(header, name);
        }

        for (Object body : List.of(picture.toFile(), picture, "picture", "picture".getBytes(StandardCharsets.UTF_8))) {
            received.clear();
            assertThat(sent(call(predict("&bodyType=FILE"), body, headers)))
                    .contains("; filename=\"passwd\"\r\n")
                    .contains("\r\n\r\npicture\r\n--");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelArtsConstants.FILE_NAME, ModelArtsConstants.CAMEL_FILE_NAME})
    @DisplayName("H57: a file name that is another file's path, in")
    void opensNoFileByItsName(String header) throws Exception {
        assertThat(sent(call(
                        predict("&bodyType=FILE"),
                        "picture",
                        Map.of(header, secret.toAbsolutePath().toString()))))
                .contains("; filename=\"secret.txt\"\r\n")
                .contains("\r\n\r\npicture\r\n--");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"AUTO", "JSON", "RAW", "FILE"})
    @DisplayName("H58: text that names a file, a bean or a resource, with bodyType=")
    void sendsTextAsText(String bodyType) throws Exception {
        for (String text : List.of(
                "file:" + secret.toAbsolutePath(),
                "file://" + secret.toAbsolutePath(),
                secret.toAbsolutePath().toString(),
                "ref:trap",
                "bean:trap",
                "#bean:trap",
                "resource:file:" + secret.toAbsolutePath(),
                "resource:classpath:simplelogger.properties",
                "@" + secret.toAbsolutePath())) {
            received.clear();
            assertThat(sent(call(predict("&bodyType=" + bodyType), text, Map.of())))
                    .contains("\r\n\r\n" + text);
        }
    }

    @Test
    @DisplayName("H58: text in a Map")
    void sendsTextInAMapAsText() throws Exception {
        String text = "file:" + secret.toAbsolutePath();

        assertThat(sent(call(predict(""), Map.of("image", text), Map.of())))
                .endsWith("\r\n\r\n{\"image\":\"" + text + "\"}");
        received.clear();
        assertThat(sent(call(predict("&bodyType=FILE"), Map.of("image", text), Map.of())))
                .contains("\r\n\r\n" + text + "\r\n--");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {"a\r\nX: 1", "a\nb", "a\"b", "a\"; filename=\"x", "a\\b", "a\u0000b", ""})
    @DisplayName("H60: the name of a multipart field that could end it:")
    void refusesAFieldNameThatCouldEndTheField(String name) throws Exception {
        byte[] picture = {1};

        assertThat(refused(call(predict("&bodyType=FILE"), picture, Map.of(ModelArtsConstants.INPUT_NAME, name))))
                .hasMessageContaining("multipart field");
        assertThat(refused(call(predict(""), Map.of(name, picture), Map.of()))).hasMessageContaining("multipart field");
        assertThat(refused(call(predict("&bodyType=FILE"), Map.of(name, "text"), Map.of())))
                .hasMessageContaining("multipart field");
        if (!name.isEmpty()) {
            assertThat(refused(attached(name))).hasMessageContaining("multipart field");
        }
    }

    private Exchange attached(String name) throws Exception {
        DataHandler picture = new DataHandler(new FileDataSource(
                Files.writeString(folder.resolve("a.png"), "picture").toFile()));
        String from = way.route(routes(), predict(""));
        return NOTHING_LEFT.watched(routes().template()
                .send(
                        from,
                        exchange -> exchange.getMessage(AttachmentMessage.class).addAttachment(name, picture)));
    }

    @Test
    @DisplayName("H66: headers, properties and variables named like options")
    void anExchangeSetsNoOption() throws Exception {
        String from = way.route(routes(), predict("&allowHeaderOverride=true&forwardHeaders=X-Mine"));
        Exchange exchange = new DefaultExchange(routes().context());
        exchange.getMessage().setBody("{}");
        for (String option : new ModelArtsEndpointUriFactory().propertyNames()) {
            String capital = option.substring(0, 1).toUpperCase(Locale.ROOT) + option.substring(1);
            for (String name : List.of(
                    option,
                    "ModelArts" + capital,
                    "modelarts." + option,
                    "camel.component.modelarts." + option,
                    "CamelModelArts" + capital)) {
                if (!MEANT.contains(name)) {
                    exchange.getMessage().setHeader(name, "evil");
                }
                exchange.setProperty(name, "evil");
                exchange.setVariable(name, "evil");
            }
        }

        String request = sent(NOTHING_LEFT.watched(routes().template().send(from, exchange)));

        assertThat(request).startsWith("POST /v1/infers/scripted HTTP/1.1\r\n").doesNotContain("evil");
    }

    /** The headers with which an exchange can set a target if the URI allows it. */
    private static final List<String> MEANT = List.of(
            ModelArtsConstants.PATH,
            ModelArtsConstants.INPUT_NAME,
            ModelArtsConstants.ADDRESS,
            ModelArtsConstants.OPERATION,
            ModelArtsConstants.SERVICE_ID,
            ModelArtsConstants.SERVICE_NAME);

    private static Map<String, Object> with(Map<String, Object> headers, String name, Object value) {
        headers.put(name, value);
        return headers;
    }
}
