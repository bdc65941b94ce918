package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A session with user name and password: all calls share one token from IAM. */
class PasswordTest {

    /** The pause after a failed login. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withPassword);

    private Routes routes;

    private Routes withPassword() throws Exception {
        Routes made = Routes.anonymous(clock);
        ModelArtsConfiguration options = made.component().getConfiguration();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        return made;
    }

    @BeforeEach
    void open() {
        local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String uri() {
        return "modelarts:predict?address=" + local.address("echo");
    }

    private List<Exchange> inParallel(int calls) throws Exception {
        return routes.sendInParallel(uri() + "&maxConnections=500", calls);
    }

    private ModelArtsAuthenticationException refused(String options) throws Exception {
        Exchange exchange = routes.send(uri() + options, "{}");
        assertThat(exchange.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        assertThat(exchange.getException().toString())
                .doesNotContain(local.credentials().password(), "wrong-test-password");
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("AUTH");
        return (ModelArtsAuthenticationException) exchange.getException();
    }

    @Test
    void logsInOnceForManyCallsAndEndpoints() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        RouteTest.assertPredicted(routes.send(uri() + "&stage=RELEASE&inputName=other", "{}"));
        RouteTest.assertPredicted(routes.send(uri() + "&authType=PASSWORD", "{}"));

        assertThat(local.iam().tokenRequests()).isEqualTo(1);
    }

    @Test
    @Tag("F23")
    void fiveHundredParallelCallsOnAnEmptyCacheLogInOnce() throws Exception {
        local.iam().delay(Duration.ofMillis(500));

        assertThat(inParallel(500)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.iam().tokenRequests()).isEqualTo(1);
        System.out.println("500 parallel calls on an empty cache: IAM was called "
                + local.iam().tokenRequests() + " time(s)");
    }

    @Test
    void logsInAsTheAccountItself() throws Exception {
        local.iam().addAccount("test-account", "test-password");
        routes.component().getConfiguration().setAccount(null);

        RouteTest.assertPredicted(routes.send(uri() + "&username=test-account&password=test-password", "{}"));
    }

    @Test
    void requestsTheTokenForTheProjectIdIfItIsSet() throws Exception {
        RouteTest.assertPredicted(
                routes.send(uri() + "&projectId=" + local.credentials().projectId() + "&region=cn-east-3", "{}"));
        assertThat(refused("&projectId=nosuchproject").getHint()).contains("projectId or region");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account=other-account",
                "username=other",
                "password=wrong-test-password",
                "region=cn-east-3",
                "projectId=other"
            })
    @Tag("H64")
    void identitiesThatDifferInOneFieldShareNoToken(String other) throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        String own = "&account=" + local.credentials().account() + "&username="
                + local.credentials().username() + "&password="
                + local.credentials().password();
        String name = other.substring(0, other.indexOf('='));
        String options = own.replaceFirst("&" + name + "=[^&]*", "") + "&" + other;

        routes.send(uri() + options, "{}");

        assertThat(local.iam().tokenRequests()).isEqualTo(2);
    }

    @Test
    void triesAWrongPasswordThreeTimesAtMost() throws Exception {
        for (int i = 0; i < 20; i++) {
            ModelArtsAuthenticationException failure =
                    refused("&account=" + local.credentials().account() + "&username="
                            + local.credentials().username() + "&password=wrong-test-password");
            assertThat(failure).hasMessageContaining("IAM.0062").hasMessageContaining("HUAWEI ID");
            assertThat(failure.isRetryable()).isFalse();
            clock.forward(PAUSE);
        }
        assertThat(local.iam().tokenRequests()).isEqualTo(3);
        // the user is not locked: the correct password works
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    void countsAWrongPasswordForAllProjectsTogether() throws Exception {
        local.iam().addProject("another-test-project", "cn-east-3");
        for (int i = 0; i < 10; i++) {
            String wrong = "&account=" + local.credentials().account() + "&username="
                    + local.credentials().username() + "&password=wrong-test-password";
            refused(wrong);
            refused(wrong + "&projectId=another-test-project");
            clock.forward(PAUSE);
        }
        assertThat(local.iam().tokenRequests()).isEqualTo(3);
    }

    @Test
    void reportsALockedUser() throws Exception {
        local.iam().failWith(Failure.error(401, "IAM.0061", "The account is locked."));

        assertThat(refused("").getHint()).contains("locked");
    }

    @ParameterizedTest
    @CsvSource({"500, IAM.0006, true", "503, X, true", "429, IAM.0012, true", "403, IAM.0081, false"})
    void reportsTheErrorOfIam(int status, String code, boolean retryable) throws Exception {
        local.iam().failWith(Failure.error(status, code, "words"));

        ModelArtsAuthenticationException failure = refused("");

        assertThat(failure)
                .hasMessageContaining("IAM returned no token: it responded with " + status + " " + code + " words");
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        local.iam().clear();
        clock.forward(PAUSE);
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    static Stream<String> tokensThatNoHeaderCanHold() {
        return Stream.of("test token", "test-token".repeat(4000));
    }

    @ParameterizedTest
    @MethodSource("tokensThatNoHeaderCanHold")
    void refusesATokenThatNoHeaderCanHold(String token) throws Exception {
        local.iam()
                .failNext(
                        1, Failure.answer(201, "application/json", new byte[0]).withHeader("X-Subject-Token", token));

        ModelArtsAuthenticationException failure = refused("");

        assertThat(failure).hasMessageContaining("returned an invalid token").hasMessageNotContaining(token);
        assertThat(failure.isRetryable()).isTrue();
        clock.forward(PAUSE);
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "", "{", "[1]", "{\"token\":{}}"})
    void refusesAResponseWithoutAToken(String body) throws Exception {
        local.iam().failNext(1, Failure.answer(201, "application/json", body.getBytes(StandardCharsets.UTF_8)));

        assertThat(refused("")).hasMessageContaining("IAM returned no token: it responded with 201");
    }

    @Test
    @Tag("F26")
    void reportsThatIamIsUnreachable() throws Exception {
        assertThat(refused("&iamEndpoint=http://127.0.0.1:1"))
                .hasMessageContaining("No token was received from IAM at http://127.0.0.1:1");
    }

    @Test
    void endsACallIfIamDoesNotRespond() throws Exception {
        local.iam().delay(Duration.ofMinutes(5));

        Exchange exchange = routes.send(uri() + "&totalTimeout=500ms", "{}");

        assertThat(exchange.getException()).hasMessageContaining("totalTimeout=PT0.5S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2001-01-01T00:00:00.000000Z", ""})
    void acceptsATokenWithAnInvalidExpiry(String expiresAt) throws Exception {
        local.iam().answerWithExpiresAt(expiresAt);

        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        assertThat(local.iam().tokenRequests()).isEqualTo(1);
    }

    @Test
    @Tag("F28")
    void renewsARevokedTokenOnceForAllRejectedCalls() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        ageTokens();
        local.iam().revokeTokens();
        int before = local.iam().tokenRequests();

        assertThat(inParallel(500)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.iam().tokenRequests() - before).isEqualTo(1);
        System.out.println("500 parallel calls rejected for a revoked token: "
                + (local.iam().tokenRequests() - before) + " renewal(s), 500 successes");
    }

    @Test
    @Tag("F24")
    void renewsBeforeTheExpiryWithoutDelayingACall() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        clock.forward(Duration.ofHours(23));
        local.iam().delay(Duration.ofMinutes(5));

        RouteTest.assertPredicted(routes.send(uri() + "&totalTimeout=1m", "{}"));

        await().untilAsserted(() -> assertThat(local.iam().tokenRequests()).isEqualTo(2));
    }

    @Test
    @Tag("F25")
    void keepsAValidTokenWhileIamIsDown() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        clock.forward(Duration.ofMinutes(22 * 60 + 30));
        local.iam().failWith(Failure.error(503, "IAM.0006", "down"));
        int failed = 0;

        for (int i = 0; i < 80; i++) {
            clock.forward(Duration.ofMinutes(1));
            failed += routes.send(uri(), "{}").getException() == null ? 0 : 1;
        }

        assertThat(failed).isZero();
        assertThat(local.iam().tokenRequests()).isBetween(2, 82);
        System.out.println("80 calls in the renewal window with IAM down: " + failed + " failed");
    }

    @Test
    @Tag("F25")
    void sendsOneRequestIn30SecondsWhileIamIsDown() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        clock.forward(Duration.ofMinutes(22 * 60 + 30));
        local.iam().failWith(Failure.error(503, "IAM.0006", "down"));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        await().untilAsserted(() -> assertThat(local.iam().tokenRequests()).isEqualTo(2));

        assertThat(inParallel(50)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.iam().tokenRequests()).isEqualTo(2);
    }

    @Test
    void triesAWrongPasswordAgainAfter15Minutes() throws Exception {
        String wrong = "&account=" + local.credentials().account() + "&username="
                + local.credentials().username() + "&password=wrong-test-password";
        for (int i = 0; i < 5; i++) {
            refused(wrong);
            clock.forward(PAUSE);
        }
        clock.forward(Duration.ofMinutes(16));

        refused(wrong);

        assertThat(local.iam().tokenRequests()).isEqualTo(4);
    }

    @Test
    @Tag("F28")
    void requestsNoMoreTokensIfNewOnesAreRejectedToo() throws Exception {
        local.service("echo").accepts(Scheme.APP_CODE);

        for (int i = 0; i < 10; i++) {
            assertThat(routes.send(uri(), "{}").getException()).hasMessageContaining("401");
        }

        assertThat(local.iam().tokenRequests()).isEqualTo(1);
    }

    @Tag("H22")
    @Test
    void sendsThePasswordOnlyToIam() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));

        assertThat(local.awaitRequests(2)).hasSize(2);
        assertThat(local.requests())
                .extracting(RecordedRequest::target)
                .first()
                .asString()
                .isEqualTo("/v3/auth/tokens?nocatalog=true");
        assertThat(local.requests().get(1).headers().toString()
                        + local.requests().get(1).bodyText())
                .doesNotContain(local.credentials().password());
    }

    @Test
    void listsTheKnownRegionsForAnUnknownOne() {
        routes.component().getConfiguration().setIamEndpoint(null);

        assertThatThrownBy(() -> routes.context().getEndpoint(uri() + "&region=cn-nowhere-1"))
                .rootCause()
                .hasMessageContaining("region=cn-nowhere-1 is unknown; known are [af-north-1, ")
                .hasMessageContaining("cn-north-4")
                .hasMessageContaining("iamEndpoint");
    }

    @Test
    void requiresRegionOrProjectId() {
        routes.component().getConfiguration().setRegion(null);

        assertThatThrownBy(() -> routes.context().getEndpoint(uri()))
                .rootCause()
                .hasMessageContaining("requires region or projectId");
    }

    @Test
    void refusesToSendAPasswordOverPlainHttp() {
        assertThatThrownBy(() -> routes.context().getEndpoint(uri() + "&iamEndpoint=http://iam.example.com"))
                .rootCause()
                .hasMessageContaining("iamEndpoint is plain http");
    }

    /** Makes the token old enough: a rejected token is not renewed within 30 seconds after it was received. */
    private void ageTokens() {
        clock.forward(Duration.ofMinutes(1));
    }
}
