package io.github.camelmodelarts.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;
import io.github.camelmodelarts.support.TestProxy;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Credentials from a bean, which is asked for each attempt. */
class CredentialsProviderTest extends RouteTest {

    private int beans;

    private String supplied(CredentialsProvider provider) {
        return supplied(provider, "echo");
    }

    private String supplied(CredentialsProvider provider, String service) {
        String name = "provider-" + beans++;
        context.getRegistry().bind(name, CredentialsProvider.class, provider);
        return "modelarts:predict?credentialsProvider=#bean:" + name + "&address=" + local.address(service);
    }

    private static CredentialsProvider giving(Credentials set) {
        return transport -> completedFuture(set);
    }

    /** Returns a provider that returns these sets one after the other, and then always the last one. */
    private static CredentialsProvider givingInTurn(Credentials... sets) {
        Queue<Credentials> next = new ArrayDeque<>(List.of(sets));
        return transport -> {
            synchronized (next) {
                return completedFuture(next.size() > 1 ? next.remove() : next.element());
            }
        };
    }

    private Credentials set(AuthType type) {
        var known = local.credentials();
        return switch (type) {
            case APP_SIGNATURE -> new Credentials.AppSignature(known.appKey(), known.appSecret());
            case APP_CODE -> new Credentials.AppCode(known.appCode());
            case APP_KEY -> new Credentials.AppKey(known.appKey());
            case AK_SK -> new Credentials.AccessKey(known.accessKey(), known.secretKey(), null);
            case PASSWORD ->
                new Credentials.User(
                        local.iamEndpoint(), known.account(), known.username(), known.password(), null, known.region());
            case TOKEN -> new Credentials.Token(known.token());
            case API_KEY -> new Credentials.ApiKey(known.apiKey());
            case NONE -> new Credentials.Anonymous();
        };
    }

    private static ModelArtsAuthenticationException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("AUTH");
        return (ModelArtsAuthenticationException) exchange.getException();
    }

    @ParameterizedTest
    @EnumSource(value = AuthType.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void authenticatesWithEachTypeOfCredentials(AuthType type) throws Exception {
        assertPredicted(routes.send(supplied(giving(set(type))), "{}"));
        assertPredicted(routes.send(supplied(giving(set(type))) + "&authType=" + type, "{}"));
    }

    @Test
    void sendsNoAuthenticationHeadersForAnonymousCredentials() throws Exception {
        local.addService("public", request -> ModelAnswer.json(Map.of("open", true)))
                .withoutAuthentication();

        assertPredicted(routes.send(supplied(giving(set(AuthType.NONE)), "public"), "{}"));

        assertThat(request().headers().keySet())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .doesNotContain("authorization", "x-auth-token", "x-apig-appcode", "apikey", "x-sdk-date");
    }

    @Test
    void usesTheProviderOfTheComponentIfAnEndpointSetsNoCredentials() throws Exception {
        try (Routes others = Routes.anonymous()) {
            others.component().getConfiguration().setCredentialsProvider(giving(set(AuthType.AK_SK)));
            String uri = "modelarts:predict?address=" + local.address("echo");

            assertPredicted(others.send(uri, "{}"));
            assertPredicted(others.send(uri + "&authType=AK_SK", "{}"));
            assertPredicted(others.send(uri + "&appCode=" + local.credentials().appCode(), "{}"));
            assertThat(refused(others.send(uri + "&authType=TOKEN", "{}")))
                    .hasMessageContaining("authType=TOKEN, but the credentialsProvider returned");
            assertThat(others.send(uri + "&authType=NONE", "{}").getException()).hasMessageContaining("401");
        }
        assertThat(requests(4)).extracting(RecordedRequest::status).containsExactly(200, 200, 200, 401);
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthType.class,
            names = {"APP_CODE", "APP_KEY", "API_KEY"})
    void doesNotSendAnApplicationKeyToTheManagementApi(AuthType authType) throws Exception {
        try (Routes others = withSession()) {
            others.component().getConfiguration().setCredentialsProvider(giving(set(authType)));

            assertThat(refused(others.send("modelarts:predict?serviceName=echo", "{}")))
                    .hasMessageContaining("A session requires one of")
                    .hasMessageContaining("authType=" + authType);
        }
        assertThat(local.requests()).isEmpty();
    }

    private Routes withSession() throws Exception {
        Routes others = Routes.anonymous();
        ModelArtsConfiguration options = others.component().getConfiguration();
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return others;
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthType.class,
            names = {"AK_SK", "PASSWORD", "TOKEN"})
    void alsoOpensTheSession(AuthType type) throws Exception {
        try (Routes others = withSession()) {
            others.component().getConfiguration().setCredentialsProvider(giving(set(type)));
            String code = "&appCode=" + local.credentials().appCode();

            assertPredicted(others.send("modelarts:predict?serviceName=echo", "{}"));
            assertPredicted(others.send("modelarts:predict?serviceName=echo" + code, "{}"));
            assertThat(others.send("modelarts:listServices", null).getException())
                    .isNull();
        }
    }

    @Test
    void doesNotOpenASessionWithApplicationCredentials() throws Exception {
        try (Routes others = withSession()) {
            others.component().getConfiguration().setCredentialsProvider(giving(set(AuthType.APP_CODE)));

            assertThatThrownBy(
                            () -> others.context().getEndpoint("modelarts:predict?serviceName=echo&authType=APP_CODE"))
                    .rootCause()
                    .hasMessageContaining("No credentials are configured for the session");
        }
    }

    @Test
    void asksTheProviderOnceForEachCall() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String uri = supplied(transport -> {
            asked.incrementAndGet();
            return completedFuture(set(AuthType.AK_SK));
        });

        for (int i = 0; i < 5; i++) {
            assertPredicted(routes.send(uri, "{}"));
        }

        assertThat(asked).hasValue(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotMixTwoSetsWhileKeysAreRotatedUnderLoad(boolean later) throws Exception {
        List<Credentials> sets = List.of(
                set(AuthType.AK_SK),
                new Credentials.AccessKey(
                        local.credentials().temporaryAccessKey(),
                        local.credentials().temporarySecretKey(),
                        local.credentials().securityToken()),
                set(AuthType.APP_SIGNATURE));
        AtomicInteger rotation = new AtomicInteger();
        ExecutorService vault = Executors.newFixedThreadPool(2);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        CredentialsProvider provider = transport -> {
            Credentials now = sets.get(rotation.getAndIncrement() % sets.size());
            return later ? CompletableFuture.supplyAsync(() -> now, vault) : completedFuture(now);
        };
        String uri = supplied(provider);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:rotating-" + later).errorHandler(noErrorHandler()).to(uri);
            }
        });
        List<Future<Integer>> refusals = new ArrayList<>();
        try {
            for (int thread = 0; thread < 8; thread++) {
                refusals.add(callers.submit(() -> {
                    int refused = 0;
                    for (int call = 0; call < 150; call++) {
                        Exchange exchange = template.send(
                                "direct:rotating-" + later, e -> e.getMessage().setBody("{}"));
                        refused += exchange.getException() == null ? 0 : 1;
                    }
                    return refused;
                }));
            }
            for (Future<Integer> refused : refusals) {
                assertThat(refused.get()).isZero();
            }
        } finally {
            callers.shutdownNow();
            vault.shutdownNow();
        }
        assertThat(rotation).hasValue(8 * 150);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private CredentialsProvider failing(String how) {
        return transport -> switch (how) {
            case "null" -> null;
            case "a stage of null" -> completedFuture(null);
            case "a text" -> (CompletionStage) completedFuture("canary-secret");
            case "an exception" -> throw new IllegalStateException("vault is sealed");
            case "an error" -> throw new StackOverflowError("as an example");
            case "a failed stage" -> failedFuture(new IllegalStateException("vault is sealed"));
            case "a broken connection" ->
                failedFuture(new ModelArtsConnectionException("vault hung up", null, true, true, 1, null));
            case "an I/O error" -> failedFuture(new IOException("vault hung up"));
            case "a secret with a line break" ->
                completedFuture(new Credentials.AccessKey("canary-key", "canary-secret\n", null));
            case "a key with its header" -> completedFuture(new Credentials.ApiKey("Bearer canary"));
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "null, returned no credentials, false",
        "a stage of null, returned no credentials, false",
        "a text, returned a java.lang.String, false",
        "an exception, failed: java.lang.IllegalStateException: vault is sealed, false",
        "an error, failed: java.lang.StackOverflowError: as an example, false",
        "a failed stage, failed: java.lang.IllegalStateException: vault is sealed, false",
        "a broken connection, vault hung up, true",
        "an I/O error, failed: java.io.IOException: vault hung up, true",
        "a key with its header, apiKey begins with \"Bearer \" or, false",
        "a secret with a line break, secretKey begins or ends with a blank or contains a line break, false",
    })
    void sendsNothingWithoutCredentials(String how, String said, boolean retryable) throws Exception {
        String uri = supplied(failing(how)) + "&maxConnections=1";

        for (int i = 0; i < 3; i++) {
            ModelArtsAuthenticationException failure = refused(routes.send(uri, "{}"));

            assertThat(failure)
                    .hasMessageContaining("The credentialsProvider ")
                    .hasMessageContaining(said)
                    .hasMessageContaining("; nothing was sent");
            assertThat(failure.getMessage()).doesNotContain("canary");
            assertThat(failure.getHint()).contains("complete set of credentials");
            assertThat(failure.isRetryable()).isEqualTo(retryable);
        }
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void refusesABeanThatIsNoProvider() {
        context.getRegistry().bind("text", "a text");

        Throwable thrown = catchThrowable(() -> context.getEndpoint(
                "modelarts:predict?credentialsProvider=#bean:text&address=" + local.address("echo")));

        assertThat(thrown)
                .rootCause()
                .hasMessageContaining("required type: io.github.camelmodelarts.api.CredentialsProvider");
    }

    @Test
    void refusesCredentialsOfAnotherTypeThanAuthType() throws Exception {
        Exchange exchange = routes.send(supplied(giving(set(AuthType.APP_CODE))) + "&authType=AK_SK", "{}");

        assertThat(refused(exchange))
                .hasMessageContaining(
                        "authType=AK_SK, but the credentialsProvider returned credentials for authType=APP_CODE");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void refusesAUserWhosePasswordWouldBeSentOverPlainHttp() throws Exception {
        Credentials user = new Credentials.User("http://iam.example.com", "a", "u", "canary", null, "cn-north-4");

        assertThat(refused(routes.send(supplied(giving(user)), "{}")))
                .hasMessageContaining("iamEndpoint is plain http")
                .message()
                .doesNotContain("canary");
    }

    @Test
    void retriesOnceIfTheCredentialsWereRotatedMeanwhile() throws Exception {
        Credentials stale = new Credentials.AccessKey(
                local.credentials().temporaryAccessKey(),
                local.credentials().temporarySecretKey(),
                "stale-security-token");

        Exchange exchange = routes.send(supplied(givingInTurn(stale, set(AuthType.AK_SK))), "{}");

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    void distinguishesASetWithAnotherSecret() throws Exception {
        Credentials stale = new Credentials.AppSignature(local.credentials().appKey(), "the-secret-before");

        assertPredicted(routes.send(supplied(givingInTurn(stale, set(AuthType.APP_SIGNATURE))), "{}"));

        assertThat(requests(2)).extracting(RecordedRequest::status).containsExactly(401, 200);
    }

    @ParameterizedTest
    @CsvSource({"APP_CODE, TOKEN", "TOKEN, API_KEY", "API_KEY, AK_SK", "APP_SIGNATURE, PASSWORD"})
    void retriesOnceWithCredentialsOfAnotherType(AuthType before, AuthType after) throws Exception {
        Credentials stale = switch (before) {
            case APP_CODE -> new Credentials.AppCode("stale");
            case TOKEN -> new Credentials.Token("stale");
            case API_KEY -> new Credentials.ApiKey("stale");
            default -> new Credentials.AppSignature("stale", "stale");
        };

        assertPredicted(routes.send(supplied(givingInTurn(stale, set(after))), "{}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthType.class,
            names = {"APP_SIGNATURE", "APP_CODE", "TOKEN", "API_KEY"})
    void doesNotRetryARejectedSet(AuthType type) throws Exception {
        Credentials wrong = switch (type) {
            case APP_SIGNATURE ->
                new Credentials.AppSignature(local.credentials().appKey(), "wrong");
            case APP_CODE -> new Credentials.AppCode("wrong");
            case TOKEN -> new Credentials.Token("wrong");
            default -> new Credentials.ApiKey("wrong");
        };

        Exchange exchange = routes.send(supplied(giving(wrong)), "{}");

        assertThat(exchange.getException()).hasMessageContaining("401");
        assertThat(requests(1)).hasSize(1);
    }

    @Test
    void reportsTheRejectionIfTheProviderFailsAfterIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CredentialsProvider provider = transport -> asked.getAndIncrement() == 0
                ? completedFuture(new Credentials.AppCode("wrong"))
                : failedFuture(new IllegalStateException("vault is sealed"));

        assertThat(routes.send(supplied(provider), "{}").getException()).hasMessageContaining("401");
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthType.class,
            names = {"PASSWORD", "APP_CODE"})
    void replacesTheRejectedTokenOfAUser(AuthType next) throws Exception {
        TestClock clock = new TestClock();
        CredentialsProvider provider = givingInTurn(set(AuthType.PASSWORD), set(AuthType.PASSWORD), set(next));
        try (Routes others = Routes.anonymous(clock)) {
            others.component().getConfiguration().setCredentialsProvider(provider);
            String uri = "modelarts:predict?address=" + local.address("echo");
            assertPredicted(others.send(uri, "{}"));
            local.iam().revoke(requests(2).get(1).header("X-Auth-Token"));
            clock.forward(Duration.ofMinutes(1));

            Exchange exchange = others.send(uri, "{}");

            assertPredicted(exchange);
            assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS))
                    .isEqualTo(2);
        }
    }

    @Test
    void explainsARejectedSignature() throws Exception {
        Credentials wrong = new Credentials.AppSignature(local.credentials().appKey(), "wrong");

        assertThat(routes.send(supplied(giving(wrong)), "{}").getException())
                .hasMessageContaining("the secret does not match the key");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTheProvidersThreadBeforeTheRouteContinues(boolean fails) throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        CompletableFuture<Credentials> later = new CompletableFuture<>();
        String uri = supplied(transport -> later);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:later-" + fails)
                        .doTry()
                        .to(uri)
                        .doCatch(Exception.class)
                        .end()
                        .process(exchange -> thread.set(Thread.currentThread().getName()));
            }
        });
        Future<Exchange> call = template.asyncSend(
                "direct:later-" + fails, exchange -> exchange.getMessage().setBody("{}"));
        await().until(() -> later.getNumberOfDependents() > 0);
        Thread vault = new Thread(
                () -> {
                    if (fails) {
                        later.completeExceptionally(new IllegalStateException("vault is sealed"));
                    } else {
                        later.complete(set(AuthType.APP_CODE));
                    }
                },
                "vault");
        vault.start();

        call.get();

        assertThat(thread.get()).contains("ModelArtsRoutes");
    }

    @Test
    void endsACallWhoseProviderNeverCompletes() throws Exception {
        Exchange exchange = routes.send(supplied(transport -> new CompletableFuture<>()) + "&totalTimeout=300ms", "{}");

        assertThat(exchange.getException()).isInstanceOf(ModelArtsTimeoutException.class);
        assertThat(((ModelArtsTimeoutException) exchange.getException()).mayHaveExecuted())
                .isFalse();
    }

    private static CompletionStage<Credentials> fetched(Transport transport, String address) {
        return transport
                .send(new ServiceRequest("GET", URI.create(address), Headers.NONE, Body.NONE))
                .thenApply(answer -> new Credentials.AppCode(answer.text()));
    }

    @Test
    void givesTheProviderATransportWithoutProxyAndCredentials() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port());
                ScriptedServer vault =
                        ScriptedServer.answering(200, "", local.credentials().appCode())) {
            String uri = TestProxy.named(supplied(transport -> fetched(transport, vault.address())));

            assertPredicted(routes.send(
                    uri + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port()
                            + "&proxyUsername=caravan&proxyPassword=canary",
                    "{}"));

            assertThat(vault.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /v1/infers/scripted ")
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContainIgnoringCase("x-apig-appcode");
            assertThat(proxy.heads()).singleElement().asString().contains("/v1/");
        }
    }

    @Test
    void limitsTheResponsesThatAProviderFetches() throws Exception {
        try (ScriptedServer vault = ScriptedServer.answering(200, "", "x".repeat(65 * 1024))) {
            assertThat(refused(routes.send(supplied(transport -> fetched(transport, vault.address())), "{}")))
                    .hasCauseInstanceOf(ModelArtsResponseException.class);
        }
    }

    @Test
    void printsNoSecretInAnyCase() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            List<Credentials> wrong = List.of(
                    new Credentials.AppSignature("canary-key", "canary-secret"),
                    new Credentials.AccessKey("canary-key", "canary-secret", "canary-token"),
                    new Credentials.AppCode("canary-code"),
                    new Credentials.AppKey("canary-key"),
                    new Credentials.Token("canary-token"),
                    new Credentials.ApiKey("canary-key"),
                    new Credentials.User(local.iamEndpoint(), "a", "canary-user", "canary-password", null, "r"));
            for (Credentials set : wrong) {
                for (String options : List.of("", "&authType=NONE")) {
                    Throwable thrown = options.isEmpty()
                            ? routes.send(supplied(giving(set)), "{}").getException()
                            : catchThrowable(() -> context.getEndpoint(supplied(giving(set)) + options));
                    assertThat(thrown).isNotNull();
                    assertThat(thrown).message().doesNotContain("canary-secret", "canary-password", "canary-token");
                    printed.writeBytes(String.valueOf(thrown).getBytes(StandardCharsets.UTF_8));
                }
            }
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("canary");
    }

    @Test
    void refusesInvalidCredentials() {
        assertThatThrownBy(() -> new Credentials.AppSignature("k", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("appSecret is missing or empty");
        assertThatThrownBy(() -> new Credentials.AccessKey("k", "s", " canary"))
                .hasMessageContaining("securityToken begins or ends with a blank")
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(() -> new Credentials.AppCode("canary-ü"))
                .hasMessageContaining("appCode contains a character that is not allowed in an HTTP header")
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(() -> new Credentials.User("https://iam.example.com", "a", "u", "p", null, null))
                .hasMessageContaining("projectId or region");
    }

    @Test
    void asksTheProviderAgainAfterARestart() throws Exception {
        try (Routes others = Routes.anonymous()) {
            others.component().getConfiguration().setCredentialsProvider(giving(set(AuthType.AK_SK)));
            String uri = "modelarts:predict?address=" + local.address("echo");
            assertPredicted(others.send(uri, "{}"));
            others.context().getRouteController().stopAllRoutes();
            others.context().getRouteController().startAllRoutes();

            assertPredicted(others.send(uri, "{}"));
        }
        assertThat(local.awaitRequests(2)).hasSize(2);
    }
}
