package io.github.camelmodelarts.preview;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Bash;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** The operation {@code sign}: it sends nothing, and its command, run by bash and curl, sends the same request as predict. */
class SignTest extends RouteTest {

    /** Each text would create a file if bash executed a part of it. */
    private static final String ATTACKS =
            "'; touch hit; ' $(touch hit) `touch hit` \\'; touch hit #\n touch hit\n\"; touch hit; \""
                    + " ${x:=$(touch hit)} !! \\\\' && touch hit";

    private static final String ONE_REQUEST =
            "# The signature is valid for this one request, for 15 minutes from X-Sdk-Date\n";
    private static final String ANY_BODY =
            "# The signature is valid for requests to this address with any body, for 15 minutes from X-Sdk-Date\n";

    @TempDir
    private Path folder;

    /** The folder in which commands run; files to send are in another one. */
    private Path desk;

    @BeforeEach
    void makeDesk() throws Exception {
        desk = Files.createDirectory(folder.resolve("desk"));
    }

    private String sign(String authType, String address) {
        return predict(authType, address).replace("modelarts:predict", "modelarts:sign");
    }

    /** The result of sign, after checks that no request was received and nothing was written. */
    private Exchange signed(Routes through, String uri, Object body, Map<String, Object> headers) throws Exception {
        Exchange exchange = through.send(uri, body, headers);
        assertThat(exchange.getException()).isNull();
        assertThat(local.requests()).isEmpty();
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/plain");
        Credentials secrets = local.credentials();
        assertThat(exchange.getMessage().getBody(String.class)
                        + exchange.getMessage().getHeaders()
                        + exchange.getProperties())
                .doesNotContain(
                        secrets.appKey(),
                        secrets.appSecret(),
                        secrets.appCode(),
                        secrets.accessKey(),
                        secrets.secretKey(),
                        secrets.temporaryAccessKey(),
                        secrets.temporarySecretKey(),
                        secrets.securityToken(),
                        secrets.token(),
                        secrets.apiKey());
        return exchange;
    }

    private String command(String uri, Object body, Map<String, Object> headers) throws Exception {
        return signed(routes, uri, body, headers).getMessage().getBody(String.class);
    }

    private String command(String uri, Object body) throws Exception {
        return command(uri, body, Map.of());
    }

    /** The request that was received when the command was run, which did nothing else. */
    private RecordedRequest ran(String command, String... provided) throws Exception {
        String answer = new Bash(desk, local).run(command);
        RecordedRequest request = request();
        assertThat(request.status()).as(answer).isEqualTo(200);
        try (Stream<Path> files = Files.list(desk)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(provided);
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "APP_SIGNATURE, $APP_KEY",
        "AK_SK, $ACCESS_KEY",
        "APP_CODE, $APP_CODE",
        "APP_KEY, $APP_KEY",
        "TOKEN, $TOKEN",
        "API_KEY, $API_KEY",
    })
    void namesAVariableForEachSecret(String authType, String variable) throws Exception {
        String command = command(sign(authType, local.address("echo")), Map.of("a", 1));

        assertThat(command).contains(variable, "# Set these variables first: " + variable.substring(1));
        RecordedRequest request = ran(command);
        assertThat(request.scheme()).isEqualTo(Scheme.valueOf(authType));
        assertThat(request.bodyText()).isEqualTo("{\"a\":1}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void needsNoVariableWithoutAuthentication() throws Exception {
        local.addService("open", request -> ModelAnswer.json(Map.of("open", true)))
                .withoutAuthentication();

        String command = command(sign("NONE", local.address("open")), "{}");

        assertThat(command).startsWith("curl ").doesNotContain("$");
        ran(command);
    }

    @Test
    void neverShowsTheTokenOfATemporaryKey() throws Exception {
        try (Routes temporary = Routes.anonymous()) {
            ModelArtsConfiguration options = temporary.component().getConfiguration();
            options.setAccessKey(local.credentials().temporaryAccessKey());
            options.setSecretKey(local.credentials().temporarySecretKey());
            options.setSecurityToken(local.credentials().securityToken());

            Exchange exchange = signed(temporary, "modelarts:sign?address=" + local.address("echo"), "{}", Map.of());

            assertThat(exchange.getMessage().getHeader(ModelArtsConstants.CANONICAL_REQUEST, String.class))
                    .contains("\nx-security-token:$SECURITY_TOKEN\n");
            new Bash(desk, local)
                    .with("ACCESS_KEY", local.credentials().temporaryAccessKey())
                    .run(exchange.getMessage().getBody(String.class));
            assertThat(request().status()).isEqualTo(200);
        }
    }

    static Stream<String> oddTexts() {
        return Stream.of(
                "{\"a\":\"" + ATTACKS.replace("\n", "\\n") + "\"}",
                ATTACKS,
                "it's",
                "'",
                "''\\''",
                "$HOME ${HOME} $(id) `id` \\ \\n \\x41",
                "a\nb\n",
                "\n",
                "a\r\nb\tc",
                "\u001b[201~touch hit\r\u0007\b",
                "é 你好 😀 \u202E \u200B \u2028 \uFEFF",
                "@/etc/hostname",
                "<x",
                "-X",
                "!! !$ ^a^b",
                "$'\\x41'\t'",
                "%s %n [1-3] {a,b}",
                "");
    }

    @ParameterizedTest
    @MethodSource("oddTexts")
    void quotesAnyText(String text) throws Exception {
        String command = command(sign("AK_SK", local.address("echo")), text);

        assertThat(command.codePoints()
                        .filter(c ->
                                c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)))
                .isEmpty();
        assertThat(ran(command).body()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void quotesAnyPart() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        int number = 0;
        for (String text : oddTexts().toList()) {
            fields.put("text" + number++, text);
        }
        fields.put("it's; $HOME,type `x`", "v");
        fields.put("json", List.of("a;b\"c\\", ATTACKS));
        fields.put("file", picture("a.png"));

        assertSentAsByPredict(fields);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"page.png", "it's $HOME `id` \\ \"q\" ;,=&.png", "a\nb\tc.png", "- x;type=text.png", "你好.png"})
    void quotesAnyFileName(String name) throws Exception {
        Path file = picture(name);

        assertSentAsByPredict(file.toFile());

        local.clearRequests();
        String command = command(sign("APP_SIGNATURE", local.address("echo")) + "&bodyType=RAW", file);
        assertThat(command).contains(ANY_BODY).doesNotContain(ONE_REQUEST);
        RecordedRequest raw = ran(command);
        assertThat(raw.body()).isEqualTo(Files.readAllBytes(file));
        assertThat(raw.header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
    }

    @Test
    void sendsAJsonFileByItsPath() throws Exception {
        Path file = Files.writeString(folder.resolve("it's.json"), "{\"a\":\r\n\"é\"}\n");

        String command = command(sign("AK_SK", local.address("echo")), file.toFile());

        assertThat(command).contains("--data-binary");
        assertThat(ran(command).body()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void sendsTextAsAFilePartAndBase64() throws Exception {
        assertSentAsByPredict("hel\"lo; ü", "&bodyType=FILE", Map.of(Exchange.FILE_NAME, "h;i.txt"));
        local.clearRequests();
        assertSentAsByPredict(picture("a.png").toFile(), "&bodyType=BASE64", Map.of());
    }

    @Test
    void saysForWhichRequestsASignatureIsValid() throws Exception {
        String uri = sign("AK_SK", local.address("echo"));

        assertThat(command(uri, "{}")).contains(ONE_REQUEST).doesNotContain(ANY_BODY);
        assertThat(command(sign("APP_CODE", local.address("echo")), "{}")).doesNotContain("The signature is valid");
        // neither the contents of the parts nor their number are signed
        String multipart = command(uri, picture("a.png").toFile());
        assertThat(multipart).contains(ANY_BODY).doesNotContain(ONE_REQUEST);
        ran(multipart.replaceFirst("(?m)^ *--form .*$", "  --form 'other=body'"));
    }

    @Test
    void doesNotChangeTheExchangeOfALaterPredict() throws Exception {
        Exchange exchange = signed(routes, sign("AK_SK", local.address("echo")), "{}", Map.of());
        assertThat(exchange.getMessage().getHeaders())
                .containsKeys(ModelArtsConstants.CANONICAL_REQUEST, ModelArtsConstants.STRING_TO_SIGN);

        for (String next : List.of(
                predict("AK_SK", local.address("echo")),
                predict("APP_CODE", local.address("echo").replace(echo.id(), "gone"))
                        + "&throwExceptionOnFailure=false")) {
            Exchange after = routes.send(next, "{}", exchange.getMessage().getHeaders());

            assertThat(after.getException()).isNull();
            assertThat(after.getMessage().getHeaders())
                    .doesNotContainKeys(ModelArtsConstants.CANONICAL_REQUEST, ModelArtsConstants.STRING_TO_SIGN)
                    .containsKey(ModelArtsConstants.RESPONSE_CODE);
        }
    }

    @Test
    void expectsAFileForABodyThatIsNoTextOrTooLarge() throws Exception {
        byte[] binary = {(byte) 0xFF, 0, 1, '\n'};
        byte[] large = "x".repeat(CurlCommand.INLINE + 1).getBytes(StandardCharsets.UTF_8);
        for (byte[] content : List.of(binary, large)) {
            local.clearRequests();
            String command = command(sign("AK_SK", local.address("echo")) + "&bodyType=RAW", content);

            assertThat(command)
                    .contains("# Put the body into the file request-body (" + content.length + " bytes, SHA-256 "
                            + sha256(content) + ")\n");
            Files.write(desk.resolve("request-body"), content);
            assertThat(ran(command, "request-body").bodyLength()).isEqualTo(content.length);
        }
    }

    @Test
    void expectsFilesForPartsThatAreNoText() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("threshold", 0.5);
        fields.put("a b", new byte[] {(byte) 0xFF, 0, 1});

        String command = command(sign("AK_SK", local.address("echo")), fields);

        assertThat(command).contains("# Put the content of part 2 into the file part-2 (3 bytes)\n");
        Files.write(desk.resolve("part-2"), (byte[]) fields.get("a b"));
        List<String> sent = parts(ran(command, "part-2"));
        local.clearRequests();
        assertPredicted(routes.send(predict("AK_SK", local.address("echo")), fields));
        assertThat(sent).isEqualTo(parts(request()));
    }

    @Test
    void expectsAFileForAFormThatCurlCantBuild() throws Exception {
        Map<String, Object> fields = Map.of("a=b", picture("a.png"));

        assertThat(command(sign("AK_SK", local.address("echo")), fields))
                .contains("# Put the body into the file request-body (", "multipart/form-data; boundary=modelarts-");
    }

    @Test
    void doesNotReadAOneShotStream() throws Exception {
        InputStream once = new BufferedInputStream(new SequenceInputStream(
                new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)), InputStream.nullInputStream()));
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);

            String command = signed(uncached, sign("AK_SK", local.address("echo")) + "&bodyType=RAW", once, Map.of())
                    .getMessage()
                    .getBody(String.class);

            assertThat(command).contains("# Put the body into the file request-body\n");
            assertThat(once.available()).isEqualTo(5);
            Files.write(desk.resolve("request-body"), once.readAllBytes());
            assertThat(ran(command, "request-body").bodyText()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/it's/$HOME/(a)!*",
                "/a%20b/%27%24%28id%29?x=1&y=%26&y=a'b&z=$(id)",
                "?a[1]=2&b={c,d}",
                "/.hidden/v1.0/..x?q=a/../b/./c",
                "/你好?q=é",
            })
    void quotesPathAndQueryAndLeavesThemAsTheyAre(String path) throws Exception {
        String uri = sign("APP_SIGNATURE", local.address("echo")) + "&httpMethod=GET";

        RecordedRequest request = ran(command(uri, "ignored", Map.of(ModelArtsConstants.PATH, path)));

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.bodyLength()).isZero();
        local.clearRequests();
        assertPredicted(routes.send(
                uri.replace("modelarts:sign", "modelarts:predict"), "", Map.of(ModelArtsConstants.PATH, path)));
        assertThat(request().target()).isEqualTo(request.target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "POST"})
    void sendsByTheMethodThatIsSet(String method) throws Exception {
        RecordedRequest request = ran(command(sign("AK_SK", local.address("echo")) + "&httpMethod=" + method, null));

        assertThat(request.method()).isEqualTo(method);
        assertThat(request.bodyLength()).isZero();
        assertThat(request.header("Content-Type")).isNull();
    }

    @Test
    void sendsForwardedHeadersAsTheyAre() throws Exception {
        String odd = "it's $HOME `id` \"q\" \\";
        RecordedRequest request = ran(command(
                sign("AK_SK", local.address("echo")) + "&forwardHeaders=X-*",
                "{}",
                Map.of("X-Odd", odd, "X-Empty", "", "Accept", "application/json")));

        assertThat(request.header("X-Odd")).isEqualTo(odd);
        assertThat(request.header("X-Empty")).isEmpty();
        assertThat(request.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void showsNoHeaderThatACustomStrategyAdds() throws Exception {
        AuthStrategy strategy =
                request -> CompletableFuture.completedFuture(new Authenticated(request.withHeader("X-Corp", "canary-1")
                        .withHeader("$HOME'`", "canary-2")
                        .withHeader("X-Apig-AppCode", local.credentials().appCode())
                        .withHeader("Authorization", "SDK-HMAC-SHA256 of my own canary-3")));
        context.getRegistry().bind("mine", strategy);

        Exchange exchange = signed(
                routes,
                "modelarts:sign?authStrategy=#bean:mine&forwardHeaders=X-Corp&address=" + local.address("echo"),
                "{}",
                Map.of("X-Corp", "forwarded"));

        String command = exchange.getMessage().getBody(String.class);
        assertThat(command)
                .contains("\"X-Corp: $HEADER_X_CORP\"", "\"Authorization: $HEADER_AUTHORIZATION\"")
                .doesNotContain("canary");
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.CANONICAL_REQUEST))
                .isNull();
        new Bash(desk, local)
                .with("HEADER_X_CORP", "canary-1")
                .with("HEADER_AUTHORIZATION", "mine")
                .run(command);
        assertThat(request().header("X-Corp")).isEqualTo("canary-1");
        assertThat(desk).isEmptyDirectory();
    }

    @Test
    void returnsTheSignedText() throws Exception {
        Exchange exchange = signed(
                routes,
                sign("APP_SIGNATURE", local.address("echo") + "?b=2&a=1"),
                "{}",
                Map.of(ModelArtsConstants.ATTEMPTS, 7, Exchange.HTTP_RESPONSE_CODE, 200));

        String canonical = exchange.getMessage().getHeader(ModelArtsConstants.CANONICAL_REQUEST, String.class);
        String[] lines = canonical.split("\n", -1);
        assertThat(lines[0]).isEqualTo("POST");
        assertThat(lines[2]).isEqualTo("a=1&b=2");
        assertThat(lines[lines.length - 1]).isEqualTo(sha256("{}".getBytes(StandardCharsets.UTF_8)));
        String[] toSign = exchange.getMessage()
                .getHeader(ModelArtsConstants.STRING_TO_SIGN, String.class)
                .split("\n", -1);
        assertThat(toSign).hasSize(3).startsWith("SDK-HMAC-SHA256");
        assertThat(canonical).contains("x-sdk-date:" + toSign[1]);
        assertThat(toSign[2]).isEqualTo(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        // the headers of an earlier response are removed
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(ModelArtsConstants.ATTEMPTS, Exchange.HTTP_RESPONSE_CODE);
    }

    @Test
    void returnsNoSignedTextWithoutASignature() throws Exception {
        Exchange exchange = signed(
                routes,
                sign("APP_CODE", local.address("echo")),
                "{}",
                Map.of(ModelArtsConstants.CANONICAL_REQUEST, "old", ModelArtsConstants.STRING_TO_SIGN, "old"));

        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(ModelArtsConstants.CANONICAL_REQUEST, ModelArtsConstants.STRING_TO_SIGN);
    }

    @Test
    void looksUpTheServiceAndDoesNotCallIt() throws Exception {
        try (Routes managing = Routes.managing(local)) {
            Exchange exchange = managing.send("modelarts:sign?serviceName=echo&path=/v1/x", "{}");

            assertThat(exchange.getException()).isNull();
            assertThat(requests(2))
                    .allSatisfy(request -> assertThat(request.target()).contains("/services"));
            local.clearRequests();
            assertThat(ran(exchange.getMessage().getBody(String.class)).target())
                    .endsWith("/v1/x");
        }
    }

    @Test
    void signsIfAHeaderDemandsIt() throws Exception {
        Exchange exchange = signed(
                routes,
                predict("AK_SK", local.address("echo")) + "&allowHeaderOverride=true",
                "{}",
                Map.of(ModelArtsConstants.OPERATION, "sign"));

        assertThat(exchange.getMessage().getBody(String.class)).contains("curl ");
    }

    @Test
    void failsAsPredictDoesWithoutCredentials() throws Exception {
        AuthStrategy broken = request -> {
            throw new IllegalStateException("vault is sealed");
        };
        AuthStrategy silent = request -> new CompletableFuture<>();
        context.getRegistry().bind("broken", broken);
        context.getRegistry().bind("silent", silent);
        String address = "&address=" + local.address("echo");

        assertThat(routes.send("modelarts:sign?authStrategy=#bean:broken" + address, "{}")
                        .getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("vault is sealed");
        assertThat(routes.send("modelarts:sign?authStrategy=#bean:silent&totalTimeout=50ms" + address, "{}")
                        .getException())
                .isInstanceOf(ModelArtsTimeoutException.class);
    }

    @Test
    void isAvailableFromJavaToo() throws Exception {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAddress(local.address("echo"));
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            RequestPreview preview = session.preview(Body.of("{}".getBytes(StandardCharsets.UTF_8), "application/json"))
                    .get();

            assertThat(local.requests()).isEmpty();
            assertThat(preview.canonicalRequest()).startsWith("POST\n");
            assertThat(preview.stringToSign()).startsWith("SDK-HMAC-SHA256\n");
            assertThat(ran(preview.curl()).scheme()).isEqualTo(Scheme.AK_SK);
        }
    }

    private void assertSentAsByPredict(Object body) throws Exception {
        assertSentAsByPredict(body, "", Map.of());
    }

    private void assertSentAsByPredict(Object body, String options, Map<String, Object> headers) throws Exception {
        RecordedRequest byCurl = ran(command(sign("APP_SIGNATURE", local.address("echo")) + options, body, headers));
        local.clearRequests();
        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")) + options, body, headers));

        assertThat(parts(byCurl)).isEqualTo(parts(request()));
    }

    /** The parts of a multipart request without the boundary, or its whole body. */
    private static List<String> parts(RecordedRequest request) {
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        String type = request.header("Content-Type");
        int boundary = type.indexOf("boundary=");
        List<String> parts = new ArrayList<>();
        for (String piece : boundary < 0 ? new String[] {body} : body.split("--" + type.substring(boundary + 9))) {
            parts.add(piece);
        }
        return parts;
    }

    private Path picture(String name) throws Exception {
        return Files.write(folder.resolve(name), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xFF});
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
