package io.github.camelmodelarts.faults;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The failure that a route gets when the gateway or the service rejects a call: it has cause and remedy, and no secret. */
class GatewayRefusalTest extends RouteTest {

    private ModelArtsOperationFailedException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        ModelArtsOperationFailedException failure = (ModelArtsOperationFailedException) exchange.getException();
        assertThat(failure.getRequestId()).isNotBlank();
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(failure.toString() + failure.getResponseBody() + failure.getResponseHeaders())
                .doesNotContain(
                        local.credentials().appKey(),
                        local.credentials().accessKey(),
                        local.credentials().appSecret(),
                        local.credentials().secretKey(),
                        local.credentials().appCode(),
                        local.credentials().token(),
                        local.credentials().apiKey(),
                        local.credentials().securityToken());
        return failure;
    }

    private ModelArtsOperationFailedException refused(String uri) throws Exception {
        return refused(routes.send(uri, "{}"));
    }

    private String with(String credentials) {
        return "modelarts:predict?address=" + local.address("echo") + "&" + credentials;
    }

    @Test
    void reportsAWrongSecret() throws Exception {
        ModelArtsOperationFailedException failure =
                refused(with("appKey=" + local.credentials().appKey() + "&appSecret=wrong-test-secret"));

        assertThat(failure.getStatusCode()).isEqualTo(401);
        assertThat(failure.getErrorCode()).isEqualTo("APIG.0303");
        assertThat(failure.getErrorMessage()).contains("verify signature fail, canonicalRequest:POST|");
        assertThat(failure.getHint()).contains("the secret does not match the key");
        assertThat(failure.getCategory()).isEqualTo(ErrorCategory.AUTH);
        assertThat(failure.isRetryable()).isFalse();
        requests(1);
    }

    @ParameterizedTest
    @CsvSource({
        "appKey=unknown-key&appSecret=s12345678, 401, APIG.0303, check appKey",
        "accessKey=TESTUNKNOWNKEY000000&secretKey=s12345678, 401, APIG.0301, This accessKey does not exist",
        "appCode=wrong-test-code, 401, APIG.0303, or appCode",
        "authType=APP_KEY&appKey=unknown-key, 401, APIG.0303, check appKey",
        "token=not-a-token, 401, APIG.0301, Get a new project-scoped token",
        "apiKey=not-a-key, 401, *, ''",
        "authType=NONE, 401, *, ''",
    })
    void reportsRejectedCredentials(String credentials, int status, String code, String hint) throws Exception {
        ModelArtsOperationFailedException failure = refused(with(credentials));

        assertThat(failure.getStatusCode()).isEqualTo(status);
        if (!code.equals("*")) {
            assertThat(failure.getErrorCode()).isEqualTo(code);
            assertThat(failure.getMessage()).contains(code);
        }
        assertThat(failure.getHint()).containsIgnoringCase(hint).isNotBlank();
        assertThat(failure.getCategory()).isEqualTo(ErrorCategory.AUTH);
    }

    @Test
    void reportsAnUnauthorisedApp() throws Exception {
        Service closed = local.addService("closed", request -> ModelAnswer.json(Map.of()))
                .revokeApps();

        ModelArtsOperationFailedException failure = refused(predict("APP_SIGNATURE", local.address(closed.name())));

        assertThat(failure.getStatusCode()).isEqualTo(403);
        assertThat(failure.getErrorCode()).isEqualTo("APIG.0304");
        assertThat(failure.getHint()).contains("Authorise the application");
        assertThat(failure.getCategory()).isEqualTo(ErrorCategory.AUTH);
    }

    @Test
    void reportsAnUnknownService() throws Exception {
        ModelArtsOperationFailedException failure =
                refused(predict("APP_CODE", local.address("echo").replace(echo.id(), "gone")));

        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(failure.getErrorCode()).isEqualTo("APIG.0101");
        assertThat(failure.getHint()).contains("Usage Guides");
        assertThat(failure.getCategory()).isEqualTo(ErrorCategory.VALIDATION);
    }

    @Test
    void reportsAnUnpublishedStage() throws Exception {
        assertThat(refused(predict("APP_CODE", local.address("echo")) + "&stage=TEST")
                        .getHint())
                .contains("stage");
    }

    @Test
    void reportsAnUnsupportedMethod() throws Exception {
        local.addService("post", request -> ModelAnswer.refusal(405, "Method Not Allowed"))
                .methods("GET", "POST");

        ModelArtsOperationFailedException failure =
                refused(routes.send(predict("APP_CODE", local.address("post")) + "&httpMethod=GET", null));

        assertThat(failure.getStatusCode()).isEqualTo(405);
        assertThat(failure.getErrorCode()).isEqualTo("MR.0105");
        assertThat(failure.getErrorMessage()).isEqualTo("Method Not Allowed");
        assertThat(failure.getHint()).isNotBlank();
    }

    @Test
    void reportsATooLargeFile(@TempDir Path folder) throws Exception {
        Path large = folder.resolve("large.bin");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(20 * 1024 * 1024);
        }

        ModelArtsOperationFailedException failure =
                refused(routes.send(predict("APP_SIGNATURE", local.address("echo")), large.toFile()));

        assertThat(failure.getStatusCode()).isEqualTo(413);
        assertThat(failure.getErrorCode()).isEqualTo("APIG.0201");
        assertThat(failure.getHint()).contains("12 MB");
        // the rest of the body was not sent; the server must not read the next call as the rest
        for (int i = 0; i < 3; i++) {
            assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), "{}"));
        }
    }

    @Test
    void reportsTooManyCalls() throws Exception {
        echo.throttle(1, Duration.ofMinutes(1));
        try {
            assertPredicted(routes.send(predict("APP_CODE", local.address("echo")), "{}"));
            Exchange exchange = routes.send(predict("APP_CODE", local.address("echo")) + "&maxRetries=0", "{}");

            ModelArtsOperationFailedException failure = refused(exchange);
            assertThat(failure.getStatusCode()).isEqualTo(429);
            assertThat(failure.getErrorCode()).isEqualTo("APIG.0308");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("RATE_LIMIT");
        } finally {
            echo.unthrottled();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, ModelArts.4302, Due to self protection ..., protects the service, true",
        "500, ModelArts.4503, connection refused, can't reach the model, true",
        "503, ModelArts.4700, stopping, being upgraded, true",
        "502, APIG.0201, Backend unavailable., check that it is running, true",
        "504, APIG.0203, Backend timeout., make the model faster, true",
        "500, APIG.0612, recursion, calls itself, false",
    })
    void reportsErrorsBehindTheGateway(int status, String code, String text, String hint, boolean retryable)
            throws Exception {
        echo.failNext(1, Failure.error(status, code, text));

        Exchange exchange = routes.send(predict("APP_CODE", local.address("echo")) + "&maxRetries=0", "{}");

        ModelArtsOperationFailedException failure = (ModelArtsOperationFailedException) exchange.getException();
        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure.getHint()).containsIgnoringCase(hint);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("SERVER_ERROR");
    }

    @Test
    void reportsAnHtmlPageOfAnotherServer() throws Exception {
        echo.failNext(
                1,
                Failure.answer(
                        502,
                        "text/html",
                        "<html><body><h1>Bad gateway</h1></body></html>".getBytes(StandardCharsets.UTF_8)));

        Exchange exchange = routes.send(predict("APP_CODE", local.address("echo")), "{}");

        assertThat(exchange.getException())
                .hasMessageContaining("returned 502")
                .hasMessageContaining("The response is an HTML page")
                .hasMessageNotContaining("<h1>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"x\"",
                "{}",
                "{\"error_code\":42}",
                "{\"error_code\":",
                "\u0000",
                "plain words"
            })
    void describesAFailureWithAnyBody(String body) throws Exception {
        echo.failNext(1, Failure.answer(500, "application/json", body.getBytes(StandardCharsets.UTF_8)));

        Exchange exchange = routes.send(predict("APP_CODE", local.address("echo")), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(HttpOperationFailedException.class)
                .hasMessageContaining("returned 500");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":{\"code\":\"ModelArts.81101\",\"message\":\"rpm\",\"type\":\"x\"}}', ModelArts.81101, rpm",
        "'{\"erno\":\"MR.0105\",\"msg\":\"Recognition failed\"}', MR.0105, Recognition failed",
        "'{\"code\":\"X.1\",\"message\":\"m\"}', X.1, m",
    })
    void findsCodeAndTextInEachFormOfBody(String body, String code, String message) throws Exception {
        echo.failNext(1, Failure.answer(400, "application/json", body.getBytes(StandardCharsets.UTF_8)));

        ModelArtsOperationFailedException failure = (ModelArtsOperationFailedException)
                routes.send(predict("APP_CODE", local.address("echo")), "{}").getException();

        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure.getErrorMessage()).isEqualTo(message);
    }

    @Test
    void masksEchoedCredentials() throws Exception {
        String code = local.credentials().appCode();
        String body = "{\"error_code\":\"X.1\",\"error_msg\":\"you sent " + code + " \\u001b[31m ${x} {{y}}\"}";
        echo.failNext(
                1,
                Failure.answer(400, "application/json", body.getBytes(StandardCharsets.UTF_8))
                        .withHeader("X-Echo", code));

        ModelArtsOperationFailedException failure = (ModelArtsOperationFailedException)
                routes.send(predict("APP_CODE", local.address("echo")), "{}").getException();

        assertThat(failure.getErrorMessage()).isEqualTo("you sent *** \\u001B[31m ${x} {{y}}");
        assertThat(failure.toString() + failure.getResponseBody() + failure.getResponseHeaders())
                .doesNotContain(code);
    }

    @Test
    void masksCredentialsInAHeaderThatTheRouteSet() throws Exception {
        AuthStrategy strategy = request ->
                CompletableFuture.completedFuture(new Authenticated(request.withHeader("X-Corp", "canary-of-mine")
                        .withHeader("X-Apig-AppCode", local.credentials().appCode())));
        context.getRegistry().bind("corporate", strategy);
        String body = "{\"error_code\":\"X.1\",\"error_msg\":\"you sent canary-of-mine, tenant-7\"}";
        echo.failNext(
                1,
                Failure.answer(400, "application/json", body.getBytes(StandardCharsets.UTF_8))
                        .withHeader("X-Echo", "canary-of-mine"));

        ModelArtsOperationFailedException failure = refused(routes.send(
                "modelarts:predict?authStrategy=#bean:corporate&forwardHeaders=X-*&address=" + local.address("echo"),
                "{}",
                Map.of("X-Corp", "tenant-0", "X-Tenant", "tenant-7")));

        assertThat(failure.getErrorMessage()).isEqualTo("you sent ***, tenant-7");
        assertThat(failure.toString() + failure.getResponseBody() + failure.getResponseHeaders())
                .doesNotContain("canary");
    }

    @Test
    void masksEchoedCredentialsIfFailuresAreMessages() throws Exception {
        String code = local.credentials().appCode();
        echo.failNext(
                1,
                Failure.answer(400, "application/json", ("{\"you\":\"" + code + "\"}").getBytes(StandardCharsets.UTF_8))
                        .withHeader("X-Echo", code));

        Exchange exchange =
                routes.send(predict("APP_CODE", local.address("echo")) + "&throwExceptionOnFailure=false", "{}");

        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"you\":\"***\"}");
        assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain(code);
    }

    @Test
    void preventsLogInjectionThroughAHint() throws Exception {
        String forged = "verify signature fail, canonicalRequest:GET|\\n2026-11-21 ERROR forged \\u001b[31m"
                + "|x".repeat(20_000);
        echo.failNext(
                1,
                Failure.answer(
                        401,
                        "application/json",
                        ("{\"error_code\":\"APIG.0303\",\"error_msg\":\"" + forged + "\"}")
                                .getBytes(StandardCharsets.UTF_8)));

        Exchange exchange = routes.send(predict("APP_SIGNATURE", local.address("echo")), "{}");

        assertThat(exchange.getException().getMessage())
                .hasSizeLessThan(3000)
                .doesNotContain("\n", "\u001b")
                .contains("line 1 of the canonical request");
    }

    @Test
    void toleratesAVerdictThatFailsToExplain() throws Exception {
        Verdict verdict = new Verdict() {
            @Override
            public String explain(String errorMessage) {
                throw new IllegalStateException("no idea");
            }
        };
        AuthStrategy strategy = request -> CompletableFuture.completedFuture(new Authenticated(request, verdict));
        context.getRegistry().bind("clueless", strategy);

        Exchange exchange =
                routes.send("modelarts:predict?authStrategy=#bean:clueless&address=" + local.address("echo"), "{}");

        assertThat(refused(exchange).getStatusCode()).isEqualTo(401);
    }

    @Test
    void leavesTheMessageUnchanged() throws Exception {
        echo.failNext(1, Failure.error(400, "APIG.0201", "API request error"));

        Exchange exchange =
                routes.send(predict("APP_CODE", local.address("echo")), "{\"mine\":1}", Map.of("My", "header"));

        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"mine\":1}");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("My");
        assertThat(requests(1)).extracting(RecordedRequest::status).containsExactly(400);
    }
}
