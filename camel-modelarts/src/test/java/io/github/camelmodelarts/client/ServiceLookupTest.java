package io.github.camelmodelarts.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Services by their id or name: how they are looked up and cached, and the errors if there is none. */
class ServiceLookupTest extends ContextTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());
    private ModelArtsConfiguration options;

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = Routes.withSession(local, clock);
        options = opened.component().getConfiguration();
        return opened;
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private String byId() {
        return "modelarts:predict?serviceId=" + echo.id();
    }

    /** Gives the session a token. The clock that a test advances dates signatures; they would be rejected after 15 minutes. */
    private void sessionByToken() {
        options.setAccessKey(null);
        options.setSecretKey(null);
        options.setToken(local.credentials().token());
    }

    private void restartElsewhere() {
        echo.deployment().newAddressOnRestart(true);
        assertThat(echo.deployment().stop()).isTrue();
        assertThat(echo.deployment().start()).isTrue();
        // an address that is only a few seconds old is not looked up again
        clock.forward(Duration.ofMinutes(1));
    }

    /** The failure of a call, without any secret. */
    private <T extends Throwable> T failure(Class<T> type, String uri) throws Exception {
        return failure(type, routes.send(uri, "{}"));
    }

    private <T extends Throwable> T failure(Class<T> type, Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(type);
        assertThat(exchange.getException().toString())
                .doesNotContain(
                        local.credentials().secretKey(),
                        local.credentials().token(),
                        local.credentials().appCode(),
                        local.credentials().appSecret(),
                        local.credentials().apiKey(),
                        local.credentials().password());
        return type.cast(exchange.getException());
    }

    private long inferences() {
        return local.requests().stream()
                .filter(request -> request.target().contains("/infers/"))
                .count();
    }

    // ---- found

    @Test
    void findsAServiceByItsId() throws Exception {
        assertPredicted(routes.send(byId(), "{}"));
    }

    @Test
    void findsAServiceByItsName() throws Exception {
        assertPredicted(routes.send("modelarts:predict?serviceName=echo", "{}"));
    }

    @Test
    void findsTheServiceWithThisNameAmongServicesWhoseNamesContainIt() throws Exception {
        local.addService("echo-2", new EchoModel());
        local.addService("my-echo", new EchoModel());

        assertPredicted(routes.send("modelarts:predict?serviceName=echo", "{}"));

        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::service)
                .isEqualTo("echo"));
    }

    @Test
    void appendsThePathToTheAddressThatWasFound() throws Exception {
        Exchange exchange = routes.send(byId() + "&path=/v1/chat", "{}", Map.of());
        assertPredicted(exchange);
        assertThat(exchange.getMessage().getBody(String.class)).contains("\"path\":\"/v1/chat\"");

        Exchange other = routes.send(byId(), "{}", Map.of(ModelArtsConstants.PATH, "other?a=b"));
        assertThat(other.getMessage().getBody(String.class)).contains("\"path\":\"/other\"", "\"query\":\"a=b\"");
    }

    /** In the cloud an application uses another address than an IAM user, and each is rejected at the other one's address. */
    @ParameterizedTest
    @CsvSource({
        "APP_CODE, AK_SK, APP",
        "APP_SIGNATURE, AK_SK, APP",
        "APP_KEY, AK_SK, APP",
        "APP_CODE, PASSWORD, APP",
        "APP_SIGNATURE, TOKEN, APP",
        "AK_SK, AK_SK, IAM",
        "PASSWORD, PASSWORD, IAM",
        "TOKEN, TOKEN, IAM",
        "TOKEN, AK_SK, IAM"
    })
    void usesTheAddressForTheKindOfCredentials(String call, String session, AddressKind kind) throws Exception {
        echo.deployment().separateAddresses(true);
        options.setAccessKey(null);
        options.setSecretKey(null);
        give(call);
        give(session);

        assertPredicted(routes.send(byId() + "&authType=" + call, "{}"));

        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::target)
                .isEqualTo(echo.deployment().addresses().path(kind)));
        assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::scheme)
                .isEqualTo(call.equals("PASSWORD") ? Scheme.TOKEN : Scheme.valueOf(call));
    }

    private void give(String set) {
        switch (set) {
            case "AK_SK" -> {
                options.setAccessKey(local.credentials().accessKey());
                options.setSecretKey(local.credentials().secretKey());
            }
            case "PASSWORD" -> {
                options.setAccount(local.credentials().account());
                options.setUsername(local.credentials().username());
                options.setPassword(local.credentials().password());
            }
            case "TOKEN" -> options.setToken(local.credentials().token());
            case "APP_CODE" -> options.setAppCode(local.credentials().appCode());
            default -> {
                options.setAppKey(local.credentials().appKey());
                options.setAppSecret(local.credentials().appSecret());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serviceId", "serviceName"})
    void findsAServiceOfTheSecondGeneration(String option) throws Exception {
        echo.deployment().separateAddresses(true);
        options.setApiKey(local.credentials().apiKey());
        String service = option.equals("serviceId") ? echo.id() : "echo";

        assertPredicted(
                routes.send("modelarts:predict?apiVersion=v2&authType=API_KEY&" + option + "=" + service, "{}"));

        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::target)
                .isEqualTo(echo.deployment().addresses().path(AddressKind.V2)));
    }

    @Test
    void usesATokenForCallAndSessionIfAuthTypeIsToken() throws Exception {
        options.setToken(local.credentials().token());

        assertPredicted(routes.send(byId() + "&authType=TOKEN", "{}"));

        await().untilAsserted(() -> assertThat(inferences()).isEqualTo(1));
        assertThat(local.requests()).extracting(RecordedRequest::scheme).containsOnly(Scheme.TOKEN);
    }

    @Test
    void saysWhatASessionNeeds() {
        options.setAccessKey(null);
        options.setSecretKey(null);
        options.setAppCode(local.credentials().appCode());

        assertThatThrownBy(() -> context.getEndpoint(byId()))
                .rootCause()
                .hasMessageContaining("No credentials are configured for the session")
                .hasMessageContaining("accessKey and secretKey, or username and password, or token");
    }

    // ---- which service

    @Test
    void theEndpointsServiceTakesPrecedenceOverTheComponentsAddress() throws Exception {
        options.setAddress("https://elsewhere.example.com/v1/infers/x");

        assertPredicted(routes.send(byId(), "{}"));
        assertPredicted(routes.send("modelarts:predict?service-name=echo", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address=https://a.example.com/&serviceId=s1",
                "address=https://a.example.com/&serviceName=s",
                "serviceId=s1&serviceName=s"
            })
    void refusesAnEndpointThatNamesTwoServices(String both) {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:predict?" + both))
                .rootCause()
                .hasMessageContaining("address, serviceId and serviceName each identify a service: set only one");
    }

    @Test
    void letsHeadersChooseTheServiceOnlyIfThatIsAllowed() throws Exception {
        Service other = local.addService("other", new EchoModel());
        Map<String, Object> headers = Map.of(ModelArtsConstants.SERVICE_ID, other.id());

        assertPredicted(routes.send(byId(), "{}", headers));
        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::service)
                .isEqualTo("echo"));

        assertPredicted(routes.send(byId() + "&allowHeaderOverride=true", "{}", headers));
        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .extracting(RecordedRequest::service)
                .isEqualTo("other"));
        assertPredicted(routes.send(
                "modelarts:predict?allowHeaderOverride=true", "{}", Map.of(ModelArtsConstants.SERVICE_NAME, "echo")));
        assertPredicted(routes.send(
                byId() + "&allowHeaderOverride=true&allowedHosts=127.0.0.1",
                "{}",
                Map.of(ModelArtsConstants.ADDRESS, local.address("other"), ModelArtsConstants.SERVICE_ID, " ")));
    }

    @ParameterizedTest
    @CsvSource({"true, true, false", "true, false, true", "false, true, true", "true, true, true"})
    void refusesHeadersThatNameTwoServices(boolean address, boolean id, boolean name) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        if (address) {
            headers.put(ModelArtsConstants.ADDRESS, local.address("echo"));
        }
        if (id) {
            headers.put(ModelArtsConstants.SERVICE_ID, echo.id());
        }
        if (name) {
            headers.put(ModelArtsConstants.SERVICE_NAME, "echo");
        }

        Exchange exchange = routes.send(byId() + "&allowHeaderOverride=true", "{}", headers);

        assertThat(failure(ModelArtsRequestException.class, exchange))
                .hasMessageContaining("CamelModelArtsAddress, CamelModelArtsServiceId and CamelModelArtsServiceName")
                .hasMessageContaining("set only one of them");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void usesTheServiceThatAHeaderNames() throws Exception {
        echo.deployment().stop();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:steps")
                        .to("modelarts:startService?allowHeaderOverride=true")
                        .to("modelarts:awaitService?allowHeaderOverride=true")
                        .to("modelarts:predict?allowHeaderOverride=true");
            }
        });

        assertPredicted(routes.call("direct:steps", "{}", Map.of(ModelArtsConstants.SERVICE_NAME, "echo")));
    }

    @Test
    void saysHowToNameAServiceIfNeitherEndpointNorExchangeNamesOne() throws Exception {
        assertThat(failure(ModelArtsRequestException.class, "modelarts:predict?allowHeaderOverride=true"))
                .hasMessageContaining("The option address is missing")
                .hasMessageContaining("CamelModelArtsServiceId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/b",
                "a.b",
                "..",
                "a?b",
                "a#b",
                "a%2Fb",
                "x@evil",
                "//evil",
                "http://evil",
                "ä",
                "a b",
                "a,b"
            })
    void refusesAnInvalidId(String id) throws Exception { // H08
        Exchange exchange = routes.send(
                "modelarts:predict?allowHeaderOverride=true", "{}", Map.of(ModelArtsConstants.SERVICE_ID, id));

        assertThat(failure(ModelArtsRequestException.class, exchange))
                .hasMessageContaining("is not a valid service id")
                .hasMessageContaining("serviceName");
        assertThat(catchThrowable(() -> context.getEndpoint("modelarts:predict?serviceId=RAW(" + id + ")")))
                .rootCause()
                .hasMessageContaining("is not a valid service id");
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                "größe 猫 🐈",
                "a+b",
                "a&limit=1",
                "a;b",
                "100%",
                "%2e%2e",
                "..",
                "../x",
                "\"quoted\"",
                "it's",
                "a=b",
                "a#b?c",
                "*",
                "null"
            })
    void findsAServiceWithUnusualCharactersInItsName(String name) throws Exception {
        local.addService("a", new EchoModel());
        echo.deployment().shownAs(name);

        assertPredicted(routes.send(
                "modelarts:predict?allowHeaderOverride=true", "{}", Map.of(ModelArtsConstants.SERVICE_NAME, name)));
        assertPredicted(routes.send("modelarts:predict?serviceName=RAW(" + name + ")", "{}"));

        await().untilAsserted(() -> assertThat(inferences()).isEqualTo(2));
        assertThat(local.requests()).extracting(RecordedRequest::service).doesNotContain("a");
    }

    @Test
    void refusesANameThatNoServiceCanHave() throws Exception {
        for (String name : new String[] {"a\nb", "a\0b", "x".repeat(300)}) {
            Exchange exchange = routes.send(
                    "modelarts:predict?allowHeaderOverride=true", "{}", Map.of(ModelArtsConstants.SERVICE_NAME, name));

            assertThat(failure(ModelArtsRequestException.class, exchange))
                    .hasMessageContaining("is not a valid service name")
                    .message()
                    .hasSizeLessThan(300)
                    .doesNotContain("\n");
        }
        assertThat(local.requests()).isEmpty();
    }

    // ---- kept

    @Test
    void fiveHundredParallelCallsOnAColdCacheMakeOneLookup() throws Exception {
        local.management().delay(Duration.ofMillis(500));

        assertThat(routes.sendInParallel(byId() + "&maxConnections=500", 500)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.management().requests()).isEqualTo(1);
        System.out.println(
                "500 parallel calls on a cold cache: " + local.management().requests() + " lookup(s) of the address");
    }

    @Test
    void keepsTheAddress() throws Exception {
        assertPredicted(routes.send(byId(), "{}"));

        assertThat(routes.sendInParallel(byId(), 100)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.management().requests()).isEqualTo(1);
    }

    @Test
    void looksUpAgainAfter15MinutesWhileCallsContinue() throws Exception {
        sessionByToken();
        String uri = routes.route(byId() + "&totalTimeout=10s");
        assertPredicted(routes.call(uri, "{}"));
        clock.forward(Duration.ofMinutes(16));
        local.management().delay(Duration.ofSeconds(20));

        assertPredicted(routes.call(uri, "{}"));
        assertPredicted(routes.call(uri, "{}"));

        await().untilAsserted(() -> assertThat(local.management().requests()).isEqualTo(2));
    }

    @Test
    void keepsTheAddressWhileTheManagementApiIsDown() throws Exception {
        sessionByToken();
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        local.management().failWith(Failure.error(503, "ModelArts.0010", "down"));

        for (int i = 0; i < 20; i++) {
            clock.forward(Duration.ofMinutes(20));
            assertPredicted(routes.call(uri, "{}"));
        }

        assertThat(local.management().requests()).isBetween(2, 21);
        clock.forward(Duration.ofHours(24));
        failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"));
    }

    // ---- moved

    @ParameterizedTest
    @ValueSource(strings = {"AK_SK v1", "APP_CODE v1", "API_KEY v2"})
    void continuesWithoutAFailureAfterARestartWithANewAddress(String kind) throws Exception {
        options.setAppCode(local.credentials().appCode());
        options.setApiKey(local.credentials().apiKey());
        String uri = routes.route(byId() + "&authType=" + kind.replace(" ", "&apiVersion="));
        assertPredicted(routes.call(uri, "{}"));
        restartElsewhere();

        Exchange moved = routes.call(uri, "{\"a\":1}");

        assertPredicted(moved);
        assertThat(moved.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(moved.getMessage().getBody(String.class)).contains("{\\\"a\\\":1}");
        Exchange next = routes.call(uri, "{}");
        assertThat(next.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void looksUpOnceForAllCallsWhoseHostIsUnreachable() throws Exception {
        String uri = byId() + "&maxConnections=100";
        var producer = routes.producer(uri);
        assertThat(routes.sendInParallel(producer, 1)).allSatisfy(RouteTest::assertPredicted);
        restartElsewhere();
        int before = local.management().requests();

        assertThat(routes.sendInParallel(producer, 100)).allSatisfy(RouteTest::assertPredicted);

        assertThat(local.management().requests() - before).isEqualTo(1);
    }

    @Test
    void looksUpAgainWhenTheHostIsNoLongerReachable() throws Exception {
        String uri = routes.route(byId() + "&allowedHosts=127.0.0.1&maxRetries=0");
        // the connection is closed: an open one could break only after something was sent on it
        try (ScriptedServer first = ScriptedServer.answering(200, "Connection: close\r\n", "{}")) {
            echo.deployment().advertise(first.address());
            assertPredicted(routes.call(uri, "{}"));
        }
        echo.deployment().advertise(null);
        clock.forward(Duration.ofMinutes(1));

        Exchange moved = routes.call(uri, "{}");

        assertPredicted(moved);
        assertThat(moved.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    void sendsAOneShotBodyOnceAndTheNextCallToTheNewAddress() throws Exception {
        context.setStreamCaching(false);
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        restartElsewhere();

        Exchange moved = routes.call(uri, once());

        ModelArtsOperationFailedException failure = failure(ModelArtsOperationFailedException.class, moved);
        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(failure.getHint()).contains("read only once").contains("stream caching");
        assertPredicted(routes.call(uri, once()));
    }

    /** A stream that can be read only once, and is too long to be read before it is sent. */
    private static InputStream once() {
        String json = "[" + "0,".repeat(10_000) + "0]";
        return new FilterInputStream(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    @Test
    void doesNotHammerTheManagementApiWhenThePathIsWrong() throws Exception {
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        echo.failWith(Refusals.noSuchApi());
        clock.forward(Duration.ofSeconds(6));

        for (int i = 0; i < 20; i++) {
            ModelArtsOperationFailedException failure =
                    failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"));
            assertThat(failure.getErrorCode()).isEqualTo("APIG.0101");
            assertThat(failure.getAttempts()).isEqualTo(1);
        }
        assertThat(local.management().requests()).isEqualTo(2);

        clock.forward(Duration.ofSeconds(6));
        routes.call(uri, "{}");
        assertThat(local.management().requests()).isEqualTo(3);
    }

    @Test
    void doesNotHammerAManagementApiThatIsDownWhenTheHostIsUnreachable() throws Exception {
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        echo.failWith(Refusals.noSuchApi());
        local.management().failWith(Failure.error(503, "ModelArts.0010", "down"));
        clock.forward(Duration.ofSeconds(6));

        for (int i = 0; i < 20; i++) {
            assertThat(failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"))
                            .getErrorCode())
                    .isEqualTo("APIG.0101");
        }

        assertThat(local.management().requests()).isEqualTo(2);
    }

    @Test
    void a404OfTheModelCausesNoLookup() throws Exception {
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        clock.forward(Duration.ofSeconds(6));
        echo.failNext(
                1, Failure.answer(404, "application/json", "{\"detail\":\"no\"}".getBytes(StandardCharsets.UTF_8)));

        failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"));

        assertThat(local.management().requests()).isEqualTo(1);
    }

    @Test
    void saysThatAServiceWasStoppedMeanwhile() throws Exception {
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        echo.deployment().stop();

        ModelArtsOperationFailedException failure =
                failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"));

        assertThat(failure.getErrorCode()).isEqualTo("ModelArts.4203");
        assertThat(failure.getHint()).contains("start it");
    }

    @Test
    void saysThatAServiceWhoseAddressIsGoneWasStopped() throws Exception {
        String uri = routes.route(byId());
        assertPredicted(routes.call(uri, "{}"));
        echo.deployment().stop();
        echo.deployment().newAddressOnRestart(true);
        echo.deployment().start();
        echo.deployment().stop();
        clock.forward(Duration.ofMinutes(1));

        for (int i = 0; i < 3; i++) {
            ModelArtsOperationFailedException failure =
                    failure(ModelArtsOperationFailedException.class, routes.call(uri, "{}"));
            assertThat(failure.getErrorCode()).isEqualTo("APIG.0101");
            assertThat(failure.getHint()).contains("echo", "is stopped", "startService");
        }
        assertThat(local.management().requests()).isEqualTo(2);
    }

    @Test
    void saysThatAServiceWhoseHostIsGoneWasStopped() throws Exception {
        String uri = routes.route(byId() + "&allowedHosts=127.0.0.1");
        try (ScriptedServer first = ScriptedServer.answering(200, "Connection: close\r\n", "{}")) {
            echo.deployment().advertise(first.address());
            assertPredicted(routes.call(uri, "{}"));
        }
        echo.deployment().stop();
        clock.forward(Duration.ofMinutes(1));

        ModelArtsServiceStateException failure = failure(ModelArtsServiceStateException.class, routes.call(uri, "{}"));
        assertThat(failure).hasMessageContaining("is stopped");
        assertThat(failure.getHint()).contains("startService");
    }

    @Test
    void endsTheSecondLookupInTimeToo() throws Exception {
        String uri = routes.route(byId() + "&totalTimeout=6s");
        assertPredicted(routes.call(uri, "{}"));
        restartElsewhere();
        // if the second attempt had its own time limit, it would end after 9 s
        local.management().delay(Duration.ofSeconds(3));
        echo.delay(Duration.ofSeconds(30));
        long begin = System.nanoTime();

        Exchange exchange = routes.call(uri, "{}");

        assertThat(exchange.getException()).isInstanceOf(ModelArtsTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(8900));
        assertThat(((ModelArtsTimeoutException) exchange.getException()).getAttempts())
                .isEqualTo(2);
    }

    @Test
    void reportsTheUnreachableHostWhenTheSecondLookupTakesTooLong() throws Exception {
        String uri = routes.route("modelarts:predict?serviceName=echo&totalTimeout=6s");
        assertPredicted(routes.call(uri, "{}"));
        restartElsewhere();
        // the look-up makes two requests; each of them ends within totalTimeout, but both together take 10 s
        local.management().delay(Duration.ofSeconds(5));
        long begin = System.nanoTime();

        Exchange exchange = routes.call(uri, "{}");

        assertThat(failure(ModelArtsOperationFailedException.class, exchange).getErrorCode())
                .isEqualTo("APIG.0101");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(9900));
    }

    // ---- not there, or not running

    @ParameterizedTest
    @CsvSource({
        "STOPPED, v1, stopped, startService, false",
        "STOPPED, v2, STOPPED, startService, false",
        "STOPPING, v1, stopping, startService, true",
        "DEPLOYING, v1, deploying, awaitService, true",
        "DEPLOYING, v2, DEPLOYING, awaitService, true",
        "PENDING, v1, pending, awaitService, true",
        "WAITING, v1, waiting, awaitService, true",
        "FAILED, v1, failed: no memory left, serviceEvents, false",
        "FAILED, v2, FAILED: no memory left, serviceEvents, false",
        "DELETING, v1, deleting, serviceEvents, false",
        "FINISHED, v1, finished, serviceEvents, false"
    })
    void saysInWhichStateAServiceIsAndWhatToDo(
            ServiceState state, String version, String said, String remedy, boolean retryable) throws Exception {
        echo.deployment().force(state, state == ServiceState.FAILED ? "no memory left" : null);

        ModelArtsServiceStateException failure =
                failure(ModelArtsServiceStateException.class, byId() + "&apiVersion=" + version);

        assertThat(failure).hasMessageMatching("The service echo \\(" + echo.id() + "\\) (is|has) " + said + ".*");
        assertThat(failure.getHint()).contains(remedy);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.getServiceId()).isEqualTo(echo.id());
        assertThat(inferences()).isZero();
    }

    @Test
    void callsAServiceWithSomeBrokenInstances() throws Exception {
        echo.deployment().force(ServiceState.CONCERNING, null);

        assertPredicted(routes.send(byId(), "{}"));
    }

    @Test
    void findsAServiceAsSoonAsItRuns() throws Exception {
        echo.deployment().stop();
        String uri = routes.route(byId());
        failure(ModelArtsServiceStateException.class, routes.call(uri, "{}"));
        echo.deployment().start();

        assertPredicted(routes.call(uri, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void saysThatThereIsNoServiceOfThisId(String version) throws Exception {
        ModelArtsOperationFailedException failure = failure(
                ModelArtsOperationFailedException.class, "modelarts:predict?serviceId=nosuch&apiVersion=" + version);

        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(failure).hasMessageContaining("/services/nosuch returned 404 ModelArts.3502");
        assertThat(failure.getHint()).contains("serviceId, region and projectId, and apiVersion");
        assertThat(failure.getAttempts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void saysThatThereIsNoServiceOfThisName(String version) throws Exception {
        assertThat(failure(ModelArtsRequestException.class, "modelarts:predict?serviceName=ech&apiVersion=" + version))
                .hasMessageContaining("There is no service with serviceName=ech in this project")
                .hasMessageContaining("region, projectId and apiVersion")
                .hasMessageContaining("workspace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void demandsTheIdWhenTwoServicesHaveTheName(String version) throws Exception {
        Service twin = local.addService("twin", new EchoModel());
        twin.deployment().shownAs("echo");

        assertThat(failure(ModelArtsRequestException.class, "modelarts:predict?serviceName=echo&apiVersion=" + version))
                .hasMessageContaining("There are 2 services with serviceName=echo")
                .hasMessageContaining("serviceId")
                .hasMessageContaining(echo.id())
                .hasMessageContaining(twin.id());
        assertThat(inferences()).isZero();
    }

    @Test
    void saysThatApplicationAuthenticationIsOff() throws Exception {
        options.setAppCode(local.credentials().appCode());
        echo.deployment().appAuth(false);

        assertThat(failure(ModelArtsRequestException.class, byId() + "&authType=APP_CODE"))
                .hasMessageContaining("has no API for application authentication")
                .hasMessageContaining("enableAppAuth");
    }

    @ParameterizedTest
    @CsvSource({"v1, ''", "v1, ' '", "v2, ''"})
    void saysThatAServiceHasNoAddress(String version, String address) throws Exception {
        echo.deployment().advertise(address);

        assertThat(failure(ModelArtsRequestException.class, byId() + "&apiVersion=" + version))
                .hasMessageContaining("ModelArts shows no address for the service with serviceId=" + echo.id())
                .hasMessageContaining("real-time");
    }

    // ---- the management API does not respond as it should

    @ParameterizedTest
    @CsvSource({
        "401, APIGW.0301, AUTH, false",
        "403, ModelArts.0203, AUTH, false",
        "429, APIGW.0308, RATE_LIMIT, true",
        "500, ModelArts.0010, SERVER_ERROR, true",
        "503, X, SERVER_ERROR, true"
    })
    void reportsTheErrorOfTheManagementApi(int status, String code, String category, boolean retryable)
            throws Exception {
        local.management().failWith(Failure.error(status, code, "words"));
        String uri = routes.route(byId());

        Exchange exchange = routes.call(uri, "{}");

        ModelArtsOperationFailedException failure = failure(ModelArtsOperationFailedException.class, exchange);
        assertThat(failure).hasMessageContaining("/services/" + echo.id() + " returned " + status + " " + code);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo(category);
        assertThat(inferences()).isZero();
        local.management().clear();
        clock.forward(Duration.ofSeconds(1));
        assertPredicted(routes.call(uri, "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>login</html>", "nonsense", "[1]", "null", "{", "{\"a\":1}", "", "{\"service_id\":null}"})
    void reportsAMalformedResponseOfTheManagementApi(String answer) throws Exception {
        local.management().failWith(Failure.answer(200, "text/html", answer.getBytes(StandardCharsets.UTF_8)));

        ModelArtsResponseException failure = failure(ModelArtsResponseException.class, byId());

        assertThat(failure)
                .hasMessageContaining(
                        "The address of the service with serviceId=" + echo.id() + " could not be looked up")
                .hasMessageContaining("management API")
                .hasMessageContaining("check modelArtsEndpoint");
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(failure.getAttempts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"services\":{}}", "{\"services\":null}", "[]", "<html>"})
    void reportsAMalformedListOfServices(String answer) throws Exception {
        local.management().failWith(Failure.answer(200, "application/json", answer.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure(ModelArtsResponseException.class, "modelarts:predict?serviceName=echo"))
                .hasMessageContaining("could not be looked up")
                .hasMessageContaining("check");
    }

    @Test
    void reportsACutResponseOfTheManagementApi() throws Exception {
        local.management().failWith(Failure.cutBeforeAnswer());

        ModelArtsConnectionException failure = failure(ModelArtsConnectionException.class, byId());

        assertThat(failure).hasMessageContaining("could not be looked up: The connection to 127.0.0.1");
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(failure.getAttempts()).isZero();
    }

    @Test
    void saysThatTheManagementApiCantBeReached() throws Exception {
        ModelArtsConnectionException failure = failure(
                ModelArtsConnectionException.class,
                byId() + "&modelArtsEndpoint=http://127.0.0.1:1&projectId="
                        + local.credentials().projectId());

        assertThat(failure).hasMessageContaining("could not be looked up: No connection to 127.0.0.1:1");
        assertThat(failure.getHint()).contains("No server listens on this port");
    }

    @Test
    void endsACallWhenTheManagementApiDoesNotRespond() throws Exception {
        local.management().delay(Duration.ofSeconds(30));

        ModelArtsTimeoutException failure = failure(ModelArtsTimeoutException.class, byId() + "&totalTimeout=500ms");

        assertThat(failure).hasMessageContaining("could not be looked up").hasMessageContaining("totalTimeout=PT0.5S");
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(failure.getAttempts()).isZero();
    }

    @Test
    void endsACallWhenTheManagementApiIsSlowInEachStep() throws Exception {
        options.setAppCode(local.credentials().appCode());
        // the look-up makes two requests, each shorter than totalTimeout. If each had its own time limit, both would
        // succeed and the call would be sent
        local.management().delay(Duration.ofMillis(700));

        failure(
                ModelArtsTimeoutException.class,
                "modelarts:predict?serviceName=echo&authType=APP_CODE&totalTimeout=1s");

        assertThat(inferences()).isZero();
    }

    @Test
    void endsALookupWithTheRoute() throws Exception {
        local.management().delay(Duration.ofSeconds(30));
        var producer = routes.producer(byId());
        Exchange waiting = routes.exchange("{}");
        producer.process(waiting, doneSync -> waiting.setProperty("done", true));
        await().until(() -> local.management().requests() == 1);

        producer.stop();

        await().until(() -> waiting.getProperty("done") != null);
        assertThat(waiting.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("The route or session was stopped");
    }
}
