package io.github.camelmodelarts.docs;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
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
import org.apache.camel.spi.Registry;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.SigningHttpClientConfigurer;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

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
    void makeSigner() {
        echo.methods("GET", "POST", "PUT", "DELETE");
        signer = new SigningHttpClientConfigurer(
                new Credentials.AccessKey(
                        local.credentials().accessKey(), local.credentials().secretKey()),
                HOSTS);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("signer", signer);
    }

    private void bind(String name, HttpClientConfigurer configurer) {
        context.getRegistry().bind(name, configurer);
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
        context.setStreamCaching(false);
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

    /** Of a stranger, whose request a route hands on. */
    @ParameterizedTest
    @ValueSource(strings = {"other.example.com", "127.0.0.1/v1/other?x=", "stranger@127.0.0.1", "other.example.com:1"})
    void takesNoHostFromAnExchange(String host) throws Exception {
        RecordedRequest request =
                accepted(routes.send(url("/things?preserveHostHeader=true&" + SIGNER), "{}", Map.of("Host", host)));

        assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + local.port());
        assertThat(request.target()).isEqualTo(URI.create(url("/things")).getPath());
        assertThat(request.headers().get("Host")).hasSize(1);
    }

    /** A temporary access key, whose security token goes along. */
    private Credentials credentials(Scheme scheme) {
        io.github.camelmodelarts.local.api.Credentials known = local.credentials();
        return switch (scheme) {
            case APP_SIGNATURE -> new Credentials.AppSignature(known.appKey(), known.appSecret());
            case APP_CODE -> new Credentials.AppCode(known.appCode());
            case APP_KEY -> new Credentials.AppKey(known.appKey());
            case AK_SK ->
                new Credentials.AccessKey(
                        known.temporaryAccessKey(), known.temporarySecretKey(), known.securityToken());
            case TOKEN -> new Credentials.Token(known.token());
            case API_KEY -> new Credentials.ApiKey(known.apiKey());
            case NONE -> new Credentials.Anonymous();
        };
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void takesEveryKindOfCredentialsButAPassword(Scheme scheme) throws Exception {
        bind(scheme.name(), new SigningHttpClientConfigurer(credentials(scheme), HOSTS));

        RecordedRequest request = accepted(routes.send(url("?httpClientConfigurer=#bean:" + scheme), "{}"));

        assertThat(request.scheme()).isEqualTo(scheme);
        assertThat(request.header("x-stage")).isEqualTo(scheme.name().startsWith("APP_") ? "RELEASE" : null);
        assertThat(request.header("X-Security-Token"))
                .isEqualTo(scheme == Scheme.AK_SK ? local.credentials().securityToken() : null);
        if (scheme == Scheme.AK_SK) {
            assertThat(request.header("Authorization")).contains("SignedHeaders=host;x-sdk-date;x-security-token,");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"APP_SIGNATURE", "APP_CODE", "APP_KEY"})
    void namesTheStageThatAnApplicationCalls(Scheme scheme) throws Exception {
        String name = scheme + "-in-test";
        bind(name, new SigningHttpClientConfigurer(credentials(scheme), HOSTS).withStage("TEST"));

        Exchange exchange = routes.send(url("?httpClientConfigurer=#bean:" + name), "{}");

        // the local services are published to RELEASE
        assertThat(exchange.getException()).hasMessageContaining("404");
        assertThat(request().header("x-stage")).isEqualTo("TEST");
        if (scheme == Scheme.APP_SIGNATURE) {
            assertThat(request().header("Authorization")).contains("SignedHeaders=host;x-sdk-date;x-stage,");
        }
    }

    @Test
    void leavesMultipartBodiesOutOfTheSignature() throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";

        RecordedRequest request = accepted(
                routes.send(url("?" + SIGNER), body, Map.of(Exchange.CONTENT_TYPE, "multipart/form-data; boundary=b")));

        assertThat(request.header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(request.bodyText()).isEqualTo(body);
    }

    @Test
    void signsWhatGoesOverTls() throws Exception {
        context.getRegistry().bind("trust", Trust.in(local));

        RecordedRequest request =
                accepted(routes.send(local.tlsAddress("echo") + "?sslContextParameters=#bean:trust&" + SIGNER, "{}"));

        assertThat(request.scheme()).isEqualTo(Scheme.AK_SK);
        assertThat(request.header("Host")).isEqualTo("localhost:" + local.tlsPort());
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
    @Tag("K19")
    @DisplayName("K19: a signer of http: endpoints shows a proof for this machine to no proxy")
    void sendsNothingInClearThroughAProxy() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port())) {
            Exchange exchange = routes.send(url("?proxyHost=127.0.0.1&proxyPort=" + proxy.port() + "&" + SIGNER), "{}");

            assertThat(proxy.heads()).isEmpty();
            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port() + " would see the credentials");
        }
    }

    /** At the start for any labels, elsewhere for a part of one. */
    @ParameterizedTest
    @ValueSource(strings = {"*.0.1", "127.*.0.1", "12*.0.0.1", "example.com, 127.0.0.*"})
    void goesToAHostThatAPatternStandsFor(String allowed) throws Exception {
        bind(allowed, new SigningHttpClientConfigurer(credentials(Scheme.APP_CODE), allowed));

        accepted(routes.send(url("?httpClientConfigurer=#bean:" + allowed), "{}"));
    }

    @Test
    void sendsNothingToAHostThatIsNotAllowed() throws Exception {
        Credentials key = credentials(Scheme.AK_SK);
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
            Credentials key = credentials(Scheme.AK_SK);
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
    @CsvSource({
        "APP_SIGNATURE, APIG.0303, verify signature fail",
        "AK_SK, APIG.0301, verify aksk signature fail",
    })
    void namesTheLineThatDiffers(String authType, String code, String words) throws Exception {
        String hint = "line 3 of the canonical request was 'pages=1' when it was signed, and 'pages=2' at the gateway";
        assertThat(guide()).contains("`" + code + "` with `" + words + "`", hint);
        try (TestProxy meddler = TestProxy.to(local.port()).replacing("?pages=1", "?pages=2")) {
            Exchange exchange = routes.send(
                    predict(authType, TestProxy.named(url("?pages=1")))
                            + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + meddler.port(),
                    "{}");

            assertThat(exchange.getException())
                    .hasMessageContaining(code)
                    .hasMessageContaining(words)
                    .hasMessageContaining(hint);
        }
    }

    /** The same code, and no signature was refused. */
    @ParameterizedTest
    @CsvSource({
        "APP_CODE, appCode=wrong, APIG.0303",
        "APP_SIGNATURE, appKey=unknown&appSecret=s, APIG.0303",
        "TOKEN, token=bad, APIG.0301",
    })
    void tellsOtherCausesApartByTheirWords(String authType, String credentials, String code) throws Exception {
        Exchange exchange = routes.send(predict(authType, url("")) + "&" + credentials, "{}");

        assertThat(exchange.getException())
                .hasMessageContaining(code)
                .hasMessageNotContaining("signature fail")
                .hasMessageNotContaining("canonical request");
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
