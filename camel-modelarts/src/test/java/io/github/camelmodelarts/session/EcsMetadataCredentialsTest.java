package io.github.camelmodelarts.session;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Gets the temporary key of an ECS instance's agency from the metadata service. */
class EcsMetadataCredentialsTest extends ContextTest {

    private static final String CLASS = "credentialsProvider=#class:" + EcsMetadataCredentials.class.getName();

    /** The pause after a failed fetch. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final Timing timing = new Timing(EcsMetadataCredentials.progress(), clock, clock::nanoTime);
    private final ModelArtsLocal local =
            ModelArtsLocal.builder().clock(clock.withZone(ZoneOffset.UTC)).start();

    @Override
    protected Routes openRoutes() throws Exception {
        local.addService("echo", new EchoModel());
        Routes opened = Routes.anonymous(clock);
        opened.component()
                .getConfiguration()
                .setCredentialsProvider(new EcsMetadataCredentials(local.metadataEndpoint(), timing));
        return opened;
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private String uri() {
        return "modelarts:predict?address=" + local.address("echo");
    }

    private void predicts() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    private ModelArtsAuthenticationException refused() throws Exception {
        return refused("");
    }

    private ModelArtsAuthenticationException refused(String options) throws Exception {
        Exchange exchange = routes.send(uri() + options, "{}");
        assertThat(exchange.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("AUTH");
        assertThat(exchange.getException()).message().doesNotContain("canary");
        return (ModelArtsAuthenticationException) exchange.getException();
    }

    private List<Exchange> inParallel(int calls) throws Exception {
        AsyncProducer producer =
                context.getEndpoint(uri() + "&maxConnections=500").createAsyncProducer();
        producer.start();
        List<Exchange> exchanges = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(calls);
        for (int i = 0; i < calls; i++) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("{}");
            exchanges.add(exchange);
            producer.process(exchange, doneSync -> done.countDown());
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        producer.stop();
        return exchanges;
    }

    private List<String> targets() {
        return local.requests().stream()
                .map(request -> request.method() + " " + request.target())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fetchesTheKeyWithATokenAndSignsWithIt(boolean required) throws Exception {
        local.metadata().requireToken(required);

        predicts();
        predicts();

        assertThat(local.awaitRequests(4)).hasSize(4);
        List<RecordedRequest> requests = local.requests();
        assertThat(requests.get(0).header("X-Metadata-Token-Ttl-Seconds")).isEqualTo("21600");
        assertThat(targets().subList(0, 2))
                .containsExactly("PUT /meta-data/latest/api/token", "GET /openstack/latest/securitykey");
        assertThat(requests.get(1).header("X-Metadata-Token")).isNotBlank();
        assertThat(requests.get(2).header("X-Security-Token")).isNotBlank();
        assertThat(requests.get(2).header("Authorization")).contains("Access=LOCALMETAAK", "x-security-token");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 503})
    void fetchesWithoutATokenIfTheInstanceSupportsNone(int status) throws Exception {
        local.metadata().withoutTokens(status);

        predicts();

        assertThat(local.awaitRequests(3)).hasSize(3);
        assertThat(local.requests().get(1).header("X-Metadata-Token")).isNull();
    }

    @Test
    void reportsARequiredTokenThatIsNotAvailable() throws Exception {
        local.metadata().withoutTokens(404).requireToken(true);

        assertThat(refused()).hasMessageContaining("returned no key: it responded with 401 Unauthorized");
    }

    @Test
    void suggestsAnAgencyIfTheInstanceHasNone() throws Exception {
        local.metadata().withoutAgency();

        ModelArtsAuthenticationException failure = refused();

        assertThat(failure)
                .hasMessageContaining("The metadata service at " + local.metadataEndpoint()
                        + " returned no key: it responded with 401" + " Please configure Cloud Service Agency first");
        assertThat(failure.getHint()).contains("agency", "accessKey and secretKey");
        assertThat(failure.isRetryable()).isFalse();
        local.metadata().clear();
        clock.forward(PAUSE);
        predicts();
    }

    @ParameterizedTest
    @CsvSource({"500, true", "502, true", "429, true", "403, false", "400, false", "302, true"})
    void reportsTheServicesResponse(int status, boolean retryable) throws Exception {
        local.metadata().failWith(Failure.answer(status, "text/plain", "words\nmore".getBytes(StandardCharsets.UTF_8)));

        ModelArtsAuthenticationException failure = refused();

        assertThat(failure).hasMessageContaining("returned no key: it responded with " + status);
        assertThat(failure).message().doesNotContain("\n");
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        local.metadata().clear();
        clock.forward(PAUSE);
        predicts();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void failsIfTheKeyRequestFailsAfterAToken(int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            String answer = request.startsWith("PUT ") ? "200 OK" : status + " Down";
            out.write(("HTTP/1.1 " + answer + "\r\nContent-Length: 5\r\n\r\ntoken").getBytes(StandardCharsets.UTF_8));
        })) {
            assertThat(refused("&" + CLASS + "('" + origin(server) + "')"))
                    .hasMessageContaining("returned no key: it responded with " + status);
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void masksTheTokenThatTheServiceEchoes() throws Exception {
        String token = "test-metadata-token-".repeat(20);
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            String answer = request.startsWith("PUT ")
                    ? "200 OK\r\nContent-Length: " + token.length() + "\r\n\r\n" + token
                    : "400 No\r\nContent-Length: " + (token.length() + 4) + "\r\n\r\nnot " + token;
            out.write(("HTTP/1.1 " + answer).getBytes(StandardCharsets.UTF_8));
        })) {
            assertThat(refused("&" + CLASS + "('" + origin(server) + "')"))
                    .hasMessageContaining("it responded with 400 not ***")
                    .hasMessageNotContaining("test-metadata");
        }
    }

    private static String origin(ScriptedServer server) {
        return server.address().replaceFirst("/v1/.*", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>canary</html> | not JSON",
                "'' | accessKey is missing",
                "null | accessKey is missing",
                "[1] | accessKey is missing",
                "canary | not JSON",
                "{\"credential\":[]} | accessKey is missing",
                "{\"credential\":{\"access\":\"canary\",\"securitytoken\":\"canary\"}} | secretKey is missing",
                "{\"credential\":{\"access\":\"canary\",\"secret\":\"canary\"}} | securityToken is missing",
                "{\"credential\":{\"access\":\"canary\",\"secret\":\"canary\",\"securitytoken\":null}} | securityToken is missing",
                "{\"credential\":{\"access\":\"canary\\n\",\"secret\":\"canary\",\"securitytoken\":\"canary\"}} | line break",
                "{\"credential\":{\"access\":\"canaryü\",\"secret\":\"canary\",\"securitytoken\":\"canary\"}} | HTTP header",
            })
    void refusesInvalidKeys(String body, String said) throws Exception {
        try (ScriptedServer server = keys(body)) {
            assertThat(refused("&" + CLASS + "('" + origin(server) + "')"))
                    .hasMessageContaining("returned no key: its response is not ")
                    .hasMessageContaining(said);
        }
    }

    /** A metadata service without support for tokens. */
    private static ScriptedServer keys(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return ScriptedServer.running((request, out, connection) -> {
            if (request.startsWith("PUT ")) {
                out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.write(bytes);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<html>a page</html>", "tökén"})
    void refusesInvalidTokens(String token) throws Exception {
        local.metadata().failNext(1, Failure.answer(200, "text/plain", token.getBytes(StandardCharsets.UTF_8)));

        assertThat(refused()).hasMessageContaining("its response is not a token");
        clock.forward(PAUSE);
        predicts();
    }

    @Test
    void limitsTheSizeOfAResponse() throws Exception {
        try (ScriptedServer server = keys(" ".repeat(70_000))) {
            assertThat(refused("&" + CLASS + "('" + origin(server) + "')"))
                    .hasMessageContaining("its response is not valid: ");
        }
    }

    private String key(String expiresAt) {
        return "{\"credential\":{\"access\":\"" + local.credentials().temporaryAccessKey() + "\",\"secret\":\""
                + local.credentials().temporarySecretKey() + "\",\"securitytoken\":\""
                + local.credentials().securityToken() + "\"" + expiresAt + "}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"expires_at\":null", ",\"expires_at\":\"tomorrow\"", ",\"expires_at\":17}"})
    void renewsAKeyWithoutAnExpiryAfterFiveMinutes(String expiresAt) throws Exception {
        try (ScriptedServer server = keys(key(expiresAt))) {
            routes.component()
                    .getConfiguration()
                    .setCredentialsProvider(new EcsMetadataCredentials(origin(server), timing));
            predicts();
            clock.forward(Duration.ofMinutes(4));
            predicts();
            assertThat(server.heads()).hasSize(2);
            clock.forward(Duration.ofMinutes(2));

            predicts();

            assertThat(server.heads()).hasSize(4);
        }
    }

    @Test
    void refusesAnExpiredKey() throws Exception {
        try (ScriptedServer server = keys(key(",\"expires_at\":\"2001-01-01T00:00:00.000000Z\""))) {
            assertThat(refused("&" + CLASS + "('" + origin(server) + "')"))
                    .hasMessageContaining("returned a key that expired at 2001-01-01T00:00:00Z")
                    .hasMessageContaining("Check the clock of this machine");
        }
    }

    @Test
    void keepsAKeyForADayAtMost() throws Exception {
        String end = Instant.now().plus(Duration.ofDays(4000)).toString();
        try (ScriptedServer server = keys(key(",\"expires_at\":\"" + end + "\""))) {
            routes.component()
                    .getConfiguration()
                    .setCredentialsProvider(new EcsMetadataCredentials(origin(server), timing));
            predicts();
            clock.forward(Duration.ofHours(24));

            predicts();

            assertThat(server.heads()).hasSize(4);
        }
    }

    @Test
    void explainsWhereTheServiceExistsIfItDoesNotRespond() throws Exception {
        ModelArtsAuthenticationException failure = refused("&" + CLASS + "('http://127.0.0.1:1')");

        assertThat(failure).hasMessageContaining("The metadata service at http://127.0.0.1:1 does not respond");
        assertThat(failure.getHint()).contains("only on ECS instances of Huawei Cloud", "accessKey and secretKey");
    }

    @Test
    void endsAFetchIfTheServiceSendsNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            long start = System.nanoTime();

            ModelArtsAuthenticationException failure =
                    refused("&" + CLASS + "('http://127.0.0.1:" + silent.getLocalPort() + "')");

            assertThat(failure).hasMessageContaining("does not respond");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(50));
        }
    }

    @Test
    void usesTheDocumentedAddressByDefault() {
        assertThat(new EcsMetadataCredentials()).hasToString("EcsMetadataCredentials[http://169.254.169.254]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "169.254.169.254", "ftp://169.254.169.254", "http://user:canary@host"})
    void refusesAnInvalidEndpointUrl(String endpoint) {
        assertThatThrownBy(() -> new EcsMetadataCredentials(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("canary");
    }

    @Test
    void canBeCreatedByClassNameInAUri() throws Exception {
        String made = uri() + "&" + CLASS + "('" + local.metadataEndpoint() + "')";

        RouteTest.assertPredicted(routes.send(made, "{}"));
        RouteTest.assertPredicted(routes.send(made + "&authType=AK_SK", "{}"));
    }

    @Test
    void canBeCreatedByAComponentProperty() throws Exception {
        Main main = new Main();
        main.addInitialProperty(
                "camel.component.modelarts.credentials-provider", "#class:" + EcsMetadataCredentials.class.getName());
        main.start();
        try {
            assertThat(main.getCamelContext()
                            .getComponent("modelarts", ModelArtsComponent.class)
                            .getConfiguration()
                            .getCredentialsProvider())
                    .isInstanceOf(EcsMetadataCredentials.class);
        } finally {
            main.stop();
        }
    }

    @Test
    void endpointsThatShareTheBeanShareItsKey() throws Exception {
        predicts();
        RouteTest.assertPredicted(routes.send(uri() + "&inputName=other", "{}"));
        try (Routes others = Routes.anonymous(clock)) {
            others.component()
                    .getConfiguration()
                    .setCredentialsProvider(
                            routes.component().getConfiguration().getCredentialsProvider());
            RouteTest.assertPredicted(others.send(uri(), "{}"));
        }
        predicts();

        assertThat(local.metadata().keyRequests()).isEqualTo(1);
    }

    @Test
    void worksAfterTheFirstComponentIsStopped() throws Exception {
        EcsMetadataCredentials shared = new EcsMetadataCredentials(local.metadataEndpoint(), timing);
        try (Routes first = Routes.anonymous(clock)) {
            first.component().getConfiguration().setCredentialsProvider(shared);
            RouteTest.assertPredicted(first.send(uri(), "{}"));
        }
        clock.forward(Duration.ofHours(25));
        routes.component().getConfiguration().setCredentialsProvider(shared);

        predicts();

        assertThat(local.metadata().keyRequests()).isEqualTo(2);
    }

    @Test
    void twoHundredParallelCallsOnAnEmptyCacheFetchOneKey() throws Exception {
        local.metadata().delay(Duration.ofMillis(300));

        assertThat(inParallel(200)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.metadata().keyRequests()).isEqualTo(1);
    }

    @Test
    void twoHundredParallelCallsFailWithOneFetch() throws Exception {
        local.metadata().delay(Duration.ofMillis(500)).withoutAgency();

        assertThat(inParallel(200))
                .allSatisfy(exchange -> assertThat(exchange.getException()).hasMessageContaining("Agency"));

        assertThat(local.metadata().keyRequests()).isEqualTo(1);
    }

    @Test
    void renewsBeforeTheExpiryWithoutDelayingACall() throws Exception {
        local.metadata().keyLife(Duration.ofHours(12));
        predicts();
        clock.forward(Duration.ofMinutes(11 * 60 + 5));
        local.metadata().rotate().delay(Duration.ofSeconds(3));

        RouteTest.assertPredicted(routes.send(uri() + "&totalTimeout=2500ms", "{}"));

        await().untilAsserted(() -> assertThat(local.metadata().keyRequests()).isEqualTo(2));
    }

    @Test
    void fetchesAnotherKeyAfterTheExpiry() throws Exception {
        local.metadata().keyLife(Duration.ofMinutes(30));
        predicts();
        for (int i = 0; i < 5; i++) {
            clock.forward(Duration.ofMinutes(31));
            predicts();
        }

        assertThat(local.metadata().keyRequests()).isEqualTo(6);
    }

    @Test
    void keepsAValidKeyWhileTheServiceIsDown() throws Exception {
        predicts();
        clock.forward(Duration.ofMinutes(22 * 60 + 30));
        local.metadata().failWith(Failure.cutBeforeAnswer());
        int failed = 0;
        for (int i = 0; i < 80; i++) {
            clock.forward(Duration.ofMinutes(1));
            failed += routes.send(uri(), "{}").getException() == null ? 0 : 1;
        }

        assertThat(failed).isZero();
        local.metadata().clear();
        await().untilAsserted(() -> {
            // the last failure may have been recorded after the clock was moved; a pause of 30 seconds follows it
            clock.forward(Duration.ofSeconds(31));
            predicts();
            assertThat(local.metadata().keyRequests()).isGreaterThan(1);
        });
    }

    @Test
    void failsWithTheReasonIfTheKeyHasExpiredAndTheServiceIsDown() throws Exception {
        predicts();
        clock.forward(Duration.ofHours(25));
        local.metadata().failWith(Failure.answer(500, "text/plain", new byte[0]));

        assertThat(refused().isRetryable()).isTrue();
        local.metadata().clear();
        clock.forward(PAUSE);
        predicts();
    }

    @Test
    void noCallFailsWhileKeysRotateUnderLoad() throws Exception {
        local.metadata().keyLife(Duration.ofMinutes(24));
        int failed = 0;
        for (int i = 0; i < 40; i++) {
            local.metadata().rotate();
            clock.forward(Duration.ofMinutes(7));
            failed += (int) inParallel(20).stream()
                    .filter(exchange -> exchange.getException() != null)
                    .count();
        }

        assertThat(failed).isZero();
        assertThat(local.metadata().keyRequests()).isBetween(8, 40);
    }

    @Test
    void reachesTheServiceDirectlyEvenIfAProxyIsSet() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port())) {
            RouteTest.assertPredicted(routes.send(
                    TestProxy.named(uri()) + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port(), "{}"));

            assertThat(proxy.heads())
                    .singleElement()
                    .asString()
                    .contains("/v1/")
                    .doesNotContain("meta");
            assertThat(local.metadata().keyRequests()).isEqualTo(1);
        }
    }

    @Test
    void endsACallAtTotalTimeoutIfTheServiceIsSlow() throws Exception {
        local.metadata().delay(Duration.ofMinutes(5));

        Exchange exchange = routes.send(uri() + "&totalTimeout=300ms", "{}");

        assertThat(exchange.getException()).hasMessageContaining("totalTimeout=PT0.3S");
    }

    @Test
    void printsNoSecret() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            String body = request.startsWith("PUT ")
                    ? "canary-token"
                    : "{\"credential\":{\"access\":\"canary-ak\",\"secret\":\"canary-sk\",\"securitytoken\":\"canary-st\"}}";
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
        })) {
            EcsMetadataCredentials provider = new EcsMetadataCredentials(origin(server), timing);
            routes.component().getConfiguration().setCredentialsProvider(provider);
            for (int i = 0; i < 3; i++) {
                Exchange exchange = routes.send(uri(), "{}");
                assertThat(exchange.getException()).hasMessageContaining("401");
                // the gateway's response contains the access key's id; our own text does not
                assertThat(exchange.getException().toString()).doesNotContain("canary-sk", "canary-st", "canary-token");
                clock.forward(Duration.ofMinutes(6));
            }
            assertThat(provider.toString()).doesNotContain("canary");
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("without a valid expires_at")
                .doesNotContain("canary");
    }
}
