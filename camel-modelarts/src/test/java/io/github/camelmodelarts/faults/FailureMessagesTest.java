package io.github.camelmodelarts.faults;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** What the messages of failures name: attempts, the scheme of a 401, whole lines of a quoted request. */
class FailureMessagesTest extends RouteTest {

    /** Each test has its own context: retries of one test do not use up the quota of another. */
    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    private Routes calls;

    @BeforeEach
    void open() {
        calls = nothingLeft.routes();
    }

    private String echo(String options) {
        return predict("APP_CODE", local.address("echo")) + options;
    }

    private <T extends Exception & ModelArtsFailure> T failure(Class<T> type, String uri) throws Exception {
        Exchange exchange = calls.send(uri, "{}");
        assertThat(exchange.getException()).isInstanceOf(type);
        return type.cast(exchange.getException());
    }

    // ---- attempts

    @Test
    void saysAfterHowManyAttemptsTheServiceStillFailed() throws Exception {
        echo.failWith(Failure.error(503, "APIG.0201", "Backend unavailable."));

        ModelArtsOperationFailedException failure = failure(ModelArtsOperationFailedException.class, echo(""));

        assertThat(failure).hasMessageContaining(") after 3 attempts. ");
        assertThat(failure.getErrorMessage()).isEqualTo("Backend unavailable.");
    }

    @Test
    void saysAfterHowManyAttemptsTheConnectionStillBroke() throws Exception {
        echo.failWith(Failure.cutBeforeAnswer());

        ModelArtsConnectionException failure =
                failure(ModelArtsConnectionException.class, echo("&retryOn=IDEMPOTENT&maxRetries=1"));

        assertThat(failure).hasMessageContaining(" (after 2 attempts)");
    }

    @Test
    void doesNotCountASingleAttempt() throws Exception {
        echo.failWith(Failure.error(503, "APIG.0201", "Backend unavailable."));

        assertThat(failure(ModelArtsOperationFailedException.class, echo("&maxRetries=0")))
                .hasMessageNotContaining("attempt");
    }

    // ---- 401

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "appCode=wrong-test-code; authType=APP_CODE, with appCode",
                "appKey=unknown-key&appSecret=s12345678; authType=APP_SIGNATURE, with appKey and appSecret",
                "authType=APP_KEY&appKey=unknown-key; authType=APP_KEY, with appKey",
                "accessKey=TESTUNKNOWNKEY000000&secretKey=s12345678;"
                        + " authType=AK_SK, with accessKey and secretKey (optional: securityToken)",
                "token=not-a-token; authType=TOKEN, with token",
                "apiKey=not-a-key; authType=API_KEY, with apiKey",
                "authType=NONE; authType=NONE, without credentials",
            })
    void namesTheSchemeOfA401AndItsOptions(String credentials, String named) throws Exception {
        try (Routes anonymous = Routes.anonymous()) {
            Exchange exchange =
                    anonymous.send("modelarts:predict?address=" + local.address("echo") + "&" + credentials, "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsOperationFailedException.class)
                    .hasMessageContaining(" 401 ")
                    .hasMessageEndingWith(". The request used " + named);
            assertThat(exchange.getException().getMessage())
                    .doesNotContain("wrong-test-code", "unknown-key", "s12345678", "not-a-");
        }
    }

    @Test
    void namesTheSourceOfRejectedCredentials() throws Exception {
        CredentialsProvider provider =
                transport -> CompletableFuture.completedFuture(new Credentials.AppCode("wrong-test-code"));
        calls.context().getRegistry().bind("provider", CredentialsProvider.class, provider);
        AuthStrategy strategy = request -> CompletableFuture.completedFuture(
                new Authenticated(request.withHeader("X-Apig-AppCode", "wrong-test-code")));
        calls.context().getRegistry().bind("strategy", AuthStrategy.class, strategy);
        String uri = "modelarts:predict?address=" + local.address("echo");

        assertThat(failure(ModelArtsOperationFailedException.class, uri + "&credentialsProvider=#bean:provider"))
                .hasMessageEndingWith(". The request used credentials of the credentialsProvider");
        assertThat(failure(
                        ModelArtsOperationFailedException.class,
                        uri + "&authType=APP_CODE&credentialsProvider=#bean:provider"))
                .hasMessageEndingWith(
                        ". The request used credentials of the credentialsProvider for authType=APP_CODE");
        assertThat(failure(ModelArtsOperationFailedException.class, uri + "&authStrategy=#bean:strategy"))
                .hasMessageEndingWith(". The request used the authStrategy bean");
    }

    // ---- a canonical request that the gateway quotes

    @Test
    void cutsAQuotedCanonicalRequestBetweenLinesAndComparesAllOfIt() throws Exception {
        String query = "q=" + "a".repeat(3000);
        echo.failNext(
                1,
                Failure.error(
                        401,
                        "APIG.0303",
                        "Incorrect app authentication information: verify signature fail, canonicalRequest:POST|"
                                + URI.create(local.address("echo")).getRawPath() + "/|" + query + "b|host:h||host|0"));

        ModelArtsOperationFailedException failure = failure(
                ModelArtsOperationFailedException.class, predict("APP_SIGNATURE", local.address("echo") + "?" + query));

        String path = URI.create(local.address("echo")).getRawPath() + "/";
        assertThat(failure.getErrorMessage()).endsWith("canonicalRequest:POST|" + path + "|...");
        assertThat(failure.getMessage()).contains("canonicalRequest:POST|" + path + "|... (request ");
        assertThat(failure.getHint())
                .contains("line 3 of the canonical request was '...aaa")
                .contains("aaa' when it was signed, and '...aaa")
                .contains("aaab' at the gateway");
    }

    @Test
    void showsAQuotedCanonicalRequestWholeIfItIsShort() throws Exception {
        ModelArtsOperationFailedException failure = failure(
                ModelArtsOperationFailedException.class,
                "modelarts:predict?address=" + local.address("echo") + "&appKey="
                        + local.credentials().appKey() + "&appSecret=wrong-test-secret");

        List<String> lines = Arrays.asList(
                failure.getErrorMessage().split("canonicalRequest:", 2)[1].split("\\|", -1));
        assertThat(lines).hasSizeGreaterThan(7).first().isEqualTo("POST");
        assertThat(lines.get(lines.size() - 1)).matches("[0-9a-f]{64}");
        assertThat(failure.getMessage()).containsPattern("canonicalRequest:POST\\|[^ ]*\\|\\.\\.\\. \\(request ");
    }

    // ---- a stopped service

    @ParameterizedTest
    @ValueSource(strings = {"by address", "by name", "by an address that was found before"})
    void doesNotCallAStoppedServiceRetryable(String how) throws Exception {
        Service service = local.addService("stopped-" + how.replace(' ', '-'), new EchoModel());
        try (Routes session = Routes.withSession(local, new TestClock())) {
            String uri = how.equals("by address")
                    ? "modelarts:predict?authType=AK_SK&address=" + local.address(service.name())
                    : "modelarts:predict?authType=AK_SK&serviceName=" + service.name();
            String route = session.route(uri);
            if (!how.equals("by name")) {
                assertPredicted(session.call(route, "{}"));
            }
            service.deployment().stop();

            Exception failure = session.call(route, "{}").getException();

            assertThat(failure)
                    .isInstanceOf(
                            how.equals("by name")
                                    ? ModelArtsServiceStateException.class
                                    : ModelArtsOperationFailedException.class);
            if (failure instanceof ModelArtsOperationFailedException rejected) {
                assertThat(rejected.getErrorCode()).isEqualTo("ModelArts.4203");
            }
            assertThat(((ModelArtsFailure) failure).isRetryable()).isFalse();
            assertThat(((ModelArtsFailure) failure).getHint()).containsIgnoringCase("start it");
        }
    }
}
