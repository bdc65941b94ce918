package io.github.camelmodelarts;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.Failure;
import io.github.camelmodelarts.local.RecordedRequest;
import io.github.camelmodelarts.local.Scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What docs/signing.md shows: {@code http:} endpoints whose requests are signed, and how to find out why a signature is refused. */
class SigningGuideTest extends RouteTest {

    private static final Path GUIDE = Path.of("..", "docs", "signing.md");
    private static final String SIGNER = "httpClientConfigurer=#bean:signer";

    @TempDir
    private Path folder;

    private static final String HOSTS = "127.0.0.1,localhost";

    private SigningHttpClientConfigurer signer;

    @BeforeAll
    void bindSigners() {
        echo.methods("GET", "POST", "PUT", "DELETE");
        signer = new SigningHttpClientConfigurer(
                new Credentials.AccessKey(
                        local.credentials().accessKey(), local.credentials().secretKey()),
                HOSTS);
        bind("signer", signer);
    }

    private void bind(String name, HttpClientConfigurer configurer) {
        routes.context().getRegistry().bind(name, configurer);
    }

    private String url(String more) {
        return local.address("echo") + more;
    }

    private RecordedRequest accepted(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        RecordedRequest request = request();
        assertThat(request.status()).isEqualTo(200);
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '/things?limit=2&marker=a%20b&limit=1&', ''",
        "DELETE, '/things/4711', ''",
        "POST, '/things?', '{\"name\":\"x\"}'",
        "PUT, '/things/4711?force=true&', '{\"name\":\"Größe\"}'",
    })
    void signsWhatAnEndpointSends(String method, String target, String body) throws Exception {
        String mark = target.contains("?") ? "" : "?";
        Exchange exchange = routes.send(
                url(target) + mark + SIGNER,
                body.isEmpty() ? null : body,
                Map.of(Exchange.HTTP_METHOD, method, Exchange.CONTENT_TYPE, "application/json; charset=utf-8"));

        RecordedRequest request = accepted(exchange);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.scheme()).isEqualTo(Scheme.AK_SK);
        assertThat(request.bodyText()).isEqualTo(body);
        assertThat(request.header("x-sdk-content-sha256")).isNull();
    }

    @Test
    void signsTheProjectThatAnExchangeNames() throws Exception {
        RecordedRequest request = accepted(routes.send(url("?" + SIGNER), "{}", Map.of("X-Project-Id", "p1")));

        assertThat(request.header("Authorization")).contains("SignedHeaders=host;x-project-id;x-sdk-date,");
    }

    @Test
    void leavesFilesAndOneShotStreamsOutOfTheSignature() throws Exception {
        Path file = Files.write(folder.resolve("page.png"), new byte[] {1, 2, 3});
        assertThat(accepted(routes.send(url("?" + SIGNER), file.toFile())).header("x-sdk-content-sha256"))
                .isEqualTo("UNSIGNED-PAYLOAD");

        local.clearRequests();
        routes.context().setStreamCaching(false);
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[] {1, 2, 3});
        RecordedRequest streamed = accepted(routes.send(url("?" + SIGNER), new BufferedInputStream(stream)));
        assertThat(streamed.header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(streamed.body()).containsExactly(1, 2, 3);
    }

    @Test
    void takesNoProofFromAnExchange() throws Exception {
        RecordedRequest request = accepted(routes.send(
                url("?" + SIGNER),
                "{}",
                Map.of(
                        "Authorization", "Bearer stranger",
                        "X-Auth-Token", "stranger",
                        "x-sdk-content-sha256", "UNSIGNED-PAYLOAD",
                        "X-Sdk-Date", "20200101T000000Z")));

        assertThat(request.scheme()).isEqualTo(Scheme.AK_SK);
        assertThat(request.headers().toString()).doesNotContain("stranger", "UNSIGNED-PAYLOAD", "20200101");
    }

    @Test
    void worksForApplicationsToo() throws Exception {
        bind(
                "app",
                new SigningHttpClientConfigurer(
                        new Credentials.AppSignature(
                                local.credentials().appKey(),
                                local.credentials().appSecret()),
                        HOSTS));
        bind(
                "code",
                new SigningHttpClientConfigurer(
                        new Credentials.AppCode(local.credentials().appCode()), HOSTS));

        assertThat(accepted(routes.send(url("?httpClientConfigurer=#bean:app"), "{}"))
                        .scheme())
                .isEqualTo(Scheme.APP_SIGNATURE);
        local.clearRequests();
        assertThat(accepted(routes.send(url("?httpClientConfigurer=#bean:code"), "{}"))
                        .scheme())
                .isEqualTo(Scheme.APP_CODE);
    }

    @Test
    void signsAnewWhatHttpClientSendsAgain() throws Exception {
        bindRetrying("busy");
        echo.failNext(1, Failure.error(503, "APIG.0100", "busy"));

        Exchange exchange = routes.send(url("?httpClientConfigurer=#bean:busy"), "{}");

        assertThat(exchange.getException()).isNull();
        assertSignedTwice(requests(2));
    }

    @Test
    void signsAnewAfterAConnectionWasDropped() throws Exception {
        bindRetrying("dropped");
        echo.failNext(1, Failure.cutBeforeAnswer());

        Exchange exchange =
                routes.send(url("?httpClientConfigurer=#bean:dropped"), "{}", Map.of(Exchange.HTTP_METHOD, "PUT"));

        assertThat(exchange.getException()).isNull();
        assertSignedTwice(requests(2));
    }

    /** By a clock that goes on by a minute from one signature to the next. */
    private void bindRetrying(String name) {
        AtomicInteger minutes = new AtomicInteger();
        TestClock clock = new TestClock();
        SigningHttpClientConfigurer retried =
                signer.withClock(() -> clock.instant().plus(Duration.ofMinutes(minutes.getAndIncrement())));
        bind(name, client -> {
            client.setRetryStrategy(new DefaultHttpRequestRetryStrategy(1, TimeValue.ZERO_MILLISECONDS));
            retried.configureHttpClient(client);
        });
    }

    private static void assertSignedTwice(List<RecordedRequest> attempts) {
        assertThat(attempts.get(1).status()).isEqualTo(200);
        assertThat(attempts.get(1).scheme()).isEqualTo(Scheme.AK_SK);
        assertThat(attempts.get(1).header("X-Sdk-Date"))
                .isNotEqualTo(attempts.get(0).header("X-Sdk-Date"));
        assertThat(attempts.get(1).header("Authorization"))
                .isNotEqualTo(attempts.get(0).header("Authorization"));
    }

    @Test
    void followsNoRedirectWithTheProof() throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, "", "{}");
                ScriptedServer redirecting =
                        ScriptedServer.answering(307, "Location: " + elsewhere.address() + "\r\n", "")) {
            Exchange exchange = routes.send(redirecting.address() + "?followRedirects=true&" + SIGNER, "{}");

            assertThat(exchange.getException()).isInstanceOf(HttpOperationFailedException.class);
            assertThat(elsewhere.heads()).isEmpty();
            assertThat(redirecting.heads()).hasSize(1);
        }
    }

    @Test
    void sendsNothingOverPlainHttpToAnotherMachine() throws Exception {
        Exchange exchange = routes.send("http://service.example.com/v1?" + SIGNER, "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("http://service.example.com is plain http")
                .hasMessageContaining("use https");
    }

    @Test
    void sendsNothingToAHostThatIsNotAllowed() throws Exception {
        Credentials key = new Credentials.AccessKey(
                local.credentials().accessKey(), local.credentials().secretKey());
        bind("narrow", new SigningHttpClientConfigurer(key, "*.myhuaweicloud.com,localhost"));

        Exchange exchange = routes.send(url("?httpClientConfigurer=#bean:narrow"), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessage("The host " + InetAddress.getLoopbackAddress().getHostAddress()
                        + " is not in allowedHosts; nothing was sent there");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void sendsNothingWhereAnExchangeWantsTheProofToGo() throws Exception {
        try (ScriptedServer stranger = ScriptedServer.answering(200, "", "{}")) {
            Credentials key = new Credentials.AccessKey(
                    local.credentials().accessKey(), local.credentials().secretKey());
            bind("narrow", new SigningHttpClientConfigurer(key, "ecs.*.myhuaweicloud.com"));

            Exchange exchange = routes.send(
                    "https://ecs.cn-north-4.myhuaweicloud.com/v1?httpClientConfigurer=#bean:narrow",
                    "{}",
                    Map.of(Exchange.HTTP_URI, stranger.address()));

            assertThat(exchange.getException()).hasMessageContaining("is not in allowedHosts; nothing was sent there");
            assertThat(stranger.heads()).isEmpty();
        }
    }

    @Test
    void wantsToKnowWhereTheProofMayGo() {
        assertThatThrownBy(() -> new SigningHttpClientConfigurer(new Credentials.AppCode("canary"), " , "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowedHosts names no host");
    }

    @Test
    void sendsNothingThatCamelCantMakeABodyOf() throws Exception {
        Exchange exchange = routes.send(url("?" + SIGNER), new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        });

        assertThat(exchange.getException()).isNotNull();
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void hasNoUseForAPassword() {
        Credentials user = new Credentials.User("https://iam.example.com", "canary", "canary", "canary", "p", null);

        assertThatThrownBy(() -> new SigningHttpClientConfigurer(user, HOSTS))
                .hasMessageContaining("a Token")
                .hasMessageNotContaining("canary");
    }

    @Test
    void printsNoSecret() {
        assertThat(new SigningHttpClientConfigurer(new Credentials.AccessKey("canary", "canary"), HOSTS))
                .hasToString("SigningHttpClientConfigurer[AK_SK]");
    }

    /** The guide's own sentences about a refusal are what comes out. */
    @ParameterizedTest
    @ValueSource(
            strings = "line 3 of the canonical request was 'pages=1' when it was signed, and 'pages=2' at the gateway")
    void namesTheLineThatDiffers(String hint) throws Exception {
        assertThat(guide()).contains(hint);
        try (TestProxy meddler = TestProxy.to(local.port()).replacing("?pages=1", "?pages=2")) {
            Exchange exchange = routes.send(
                    predict("AK_SK", url("?pages=1")) + "&proxyHost=127.0.0.1&proxyPort=" + meddler.port(), "{}");

            assertThat(exchange.getException()).hasMessageContaining(hint);
        }
    }

    @Test
    void showsWhatIsSigned() throws Exception {
        assertThat(guide())
                .contains("modelarts:sign?", ModelArtsConstants.CANONICAL_REQUEST, ModelArtsConstants.STRING_TO_SIGN);

        Exchange exchange =
                routes.send(predict("AK_SK", url("?pages=1")).replace("modelarts:predict", "modelarts:sign"), "{}");

        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.CANONICAL_REQUEST, String.class))
                .contains("\npages=1\n");
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.STRING_TO_SIGN, String.class))
                .startsWith("SDK-HMAC-SHA256\n");
    }

    private static String guide() throws Exception {
        return Files.readString(GUIDE, StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }
}
