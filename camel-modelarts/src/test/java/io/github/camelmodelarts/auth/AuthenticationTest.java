package io.github.camelmodelarts.auth;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Every scheme of authentication, validated by the gateway. */
class AuthenticationTest extends RouteTest {

    @ParameterizedTest
    @CsvSource({
        "APP_SIGNATURE, APP_SIGNATURE",
        "APP_CODE, APP_CODE",
        "APP_KEY, APP_KEY",
        "AK_SK, AK_SK",
        "TOKEN, TOKEN",
        "API_KEY, API_KEY",
        "app-signature, APP_SIGNATURE",
        "appCode, APP_CODE",
        "ak_sk, AK_SK",
        "ApiKey, API_KEY",
    })
    void authenticatesWithTheSchemeOfTheUri(String authType, Scheme scheme) throws Exception {
        Exchange exchange = routes.send(predict(authType, local.address("echo")), "{\"a\":1}");

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getBody(String.class)).contains("{\\\"a\\\":1}");
        assertThat(request().scheme()).isEqualTo(scheme);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APP_SIGNATURE", "APP_CODE", "APP_KEY"})
    void sendsTheStageWithEachSchemeForApplications(String authType) throws Exception {
        assertPredicted(routes.send(predict(authType, local.address("echo")), "{}"));

        assertThat(request().header("x-stage")).isEqualTo("RELEASE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AK_SK", "TOKEN", "API_KEY"})
    void sendsNoStageWithoutAnApp(String authType) throws Exception {
        assertPredicted(routes.send(predict(authType, local.address("echo")), "{}"));

        assertThat(request().header("x-stage")).isNull();
    }

    @Test
    void sendsNoAuthenticationHeadersWithNone() throws Exception {
        local.addService("open", request -> ModelAnswer.json(Map.of("open", true)))
                .withoutAuthentication();

        assertPredicted(routes.send(predict("NONE", local.address("open")), "{}"));

        assertThat(request().headers().keySet())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .doesNotContain("authorization", "x-auth-token", "x-apig-appcode", "apikey", "x-sdk-date", "x-stage");
    }

    @Test
    void signsWithATemporaryKeyAndItsSecurityToken() throws Exception {
        try (Routes temporary = Routes.anonymous()) {
            ModelArtsConfiguration options = temporary.component().getConfiguration();
            options.setAccessKey(local.credentials().temporaryAccessKey());
            options.setSecretKey(local.credentials().temporarySecretKey());
            options.setSecurityToken(local.credentials().securityToken());

            assertPredicted(temporary.send("modelarts:predict?address=" + local.address("echo"), "{}"));
        }
        RecordedRequest request = request();
        assertThat(request.header("X-Security-Token"))
                .isEqualTo(local.credentials().securityToken());
        assertThat(request.header("Authorization")).contains("x-security-token");
    }

    @Test
    void signsOnlyHostDateAndItsOwnHeaders() throws Exception {
        Exchange exchange = routes.send(
                predict("APP_SIGNATURE", local.address("echo")) + "&forwardHeaders=X-Trace",
                "{}",
                Map.of("X-Trace", "t1", Exchange.CONTENT_TYPE, "application/json", "Accept", "application/json"));

        assertPredicted(exchange);
        assertThat(request().header("X-Trace")).isEqualTo("t1");
        assertThat(request().header("Authorization")).contains("SignedHeaders=host;x-sdk-date;x-stage,");
    }

    @Test
    @Tag("S2")
    void leavesNoAuthenticationHeadersOnTheExchange() throws Exception {
        Exchange exchange = routes.send(predict("APP_SIGNATURE", local.address("echo")), "{}");

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeaders().toString() + exchange.getProperties())
                .doesNotContain(
                        "SDK-HMAC-SHA256",
                        local.credentials().appKey(),
                        local.credentials().appSecret());
    }

    @Test
    void usesACustomStrategy() throws Exception {
        String code = local.credentials().appCode();
        AuthStrategy strategy = request ->
                CompletableFuture.completedFuture(new Authenticated(request.withHeader("X-Apig-AppCode", code)));
        context.getRegistry().bind("mine", strategy);

        assertPredicted(
                routes.send("modelarts:predict?authStrategy=#bean:mine&address=" + local.address("echo"), "{}"));
        assertThat(request().scheme()).isEqualTo(Scheme.APP_CODE);
    }

    @Test
    void refusesAStrategyThatChangesMoreThanHeaders() throws Exception {
        AuthStrategy strategy = request -> CompletableFuture.completedFuture(
                new Authenticated(new ServiceRequest("PUT", request.uri(), request.headers(), request.body())));
        context.getRegistry().bind("meddler", strategy);

        Exchange exchange =
                routes.send("modelarts:predict?authStrategy=#bean:meddler&address=" + local.address("echo"), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("changed more than headers");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void failsTheCallIfTheStrategyThrows() throws Exception {
        AuthStrategy strategy = request -> {
            throw new IllegalStateException("vault is sealed");
        };
        context.getRegistry().bind("broken", strategy);

        Exchange exchange =
                routes.send("modelarts:predict?authStrategy=#bean:broken&address=" + local.address("echo"), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("vault is sealed")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("AUTH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "a stage of nothing",
                "an error",
                "a verdict without a request",
                "a request without a verdict"
            })
    void failsTheCallIfTheStrategyReturnsNothingUsableOrThrows(String what) throws Exception {
        AuthStrategy strategy = request -> {
            if (request.body().length() > 0) {
                return CompletableFuture.completedFuture(new Authenticated(
                        request.withHeader("X-Apig-AppCode", local.credentials().appCode())));
            }
            return switch (what) {
                case "an error" -> throw new StackOverflowError("as an example");
                case "a verdict without a request" ->
                    CompletableFuture.completedFuture(new Authenticated(null, Verdict.NONE));
                case "a request without a verdict" ->
                    CompletableFuture.completedFuture(new Authenticated(request, null));
                case "nothing" -> null;
                default -> CompletableFuture.completedFuture(null);
            };
        };
        context.getRegistry().bind("odd", strategy);
        String uri = "modelarts:predict?authStrategy=#bean:odd&maxConnections=1&address=" + local.address("echo");

        for (int i = 0; i < 3; i++) {
            assertThat(routes.send(uri, "").getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        }
        // the only permit is not lost
        assertPredicted(routes.send(uri, "{}"));
    }

    @Test
    void retriesOnceIfTheStrategyHasNewCredentialsAfterA401() throws Exception {
        context.getRegistry().bind("renewing", new Renewing(local.credentials().token()));

        Exchange exchange =
                routes.send("modelarts:predict?authStrategy=#bean:renewing&address=" + local.address("echo"), "{}");

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(requests(2)).extracting(RecordedRequest::status).containsExactly(401, 200);
    }

    @Test
    void retriesOnceAtMost() throws Exception {
        context.getRegistry().bind("hopeless", new Renewing("never-a-token"));

        Exchange exchange =
                routes.send("modelarts:predict?authStrategy=#bean:hopeless&address=" + local.address("echo"), "{}");

        assertThat(exchange.getException()).hasMessageContaining("401");
        assertThat(requests(2)).extracting(RecordedRequest::status).containsExactly(401, 401);
    }

    /** Has an expired token at first, and another one after each rejection. */
    private record Renewing(String next, AtomicInteger refusals) implements AuthStrategy {

        Renewing(String next) {
            this(next, new AtomicInteger());
        }

        @Override
        public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
            String token = refusals.get() == 0 ? "stale-token" : next;
            return CompletableFuture.completedFuture(
                    new Authenticated(request.withHeader("X-Auth-Token", token), new Verdict() {
                        @Override
                        public CompletionStage<Boolean> refused(ServiceResponse response) {
                            refusals.incrementAndGet();
                            return CompletableFuture.completedFuture(true);
                        }
                    }));
        }
    }
}
