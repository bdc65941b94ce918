package io.github.camelmodelarts.operating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The health checks of endpoints, in each state that can be brought about. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HealthTest {

    /** The states that the tests have seen, for {@code target/health-states.json}. */
    private static final Map<String, Object> SEEN = new TreeMap<>();

    private static final Set<String> DETAILS = new TreeSet<>();

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.withSession(local, clock));

    private Service echo;
    private Routes routes;

    @BeforeEach
    void open() {
        echo = local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
        producers(routes.context()).setEnabled(true);
    }

    @AfterEach
    void close() {
        local.close();
    }

    @AfterAll
    static void save() throws IOException {
        Files.writeString(
                Path.of("target", "health-states.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(SEEN));
        Set<String> documented = new TreeSet<>(Documented.names("Health"));
        assertThat(documented).as("details in docs/operating.md").containsAll(DETAILS);
        if (SEEN.size() >= 12) {
            assertThat(DETAILS).as("details of all states").containsAll(documented);
        }
    }

    private static HealthCheckRepository producers(CamelContext context) {
        return HealthCheckHelper.getHealthCheckRepository(context, "producers");
    }

    private static List<HealthCheck.Result> results(CamelContext context) {
        return HealthCheckHelper.invokeReadiness(context, "full").stream()
                .filter(result -> result.getCheck().getId().startsWith("producer:modelarts-"))
                .toList();
    }

    private HealthCheck.Result health() {
        List<HealthCheck.Result> results = results(routes.context());
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private HealthCheck.Result assertState(String name, HealthCheck.State state) {
        // a source of credentials is told on another thread that its key was rejected, possibly after the route has
        // ended
        HealthCheck.Result result = await().until(this::health, seen -> seen.getState() == state);
        Map<String, Object> details = new TreeMap<>(result.getDetails());
        details.keySet().removeIf(key -> key.matches("(check|invocation|failure|success)\\..*"));
        DETAILS.addAll(details.keySet());
        SEEN.put(
                name,
                new TreeMap<>(Map.of(
                        "state",
                        result.getState(),
                        "message",
                        result.getMessage().orElse(""),
                        "details",
                        details)));
        assertThat(result.getDetails().toString() + result.getMessage())
                .doesNotContain(
                        local.credentials().accessKey(),
                        local.credentials().secretKey(),
                        local.credentials().appKey(),
                        "test-secret",
                        "test-password");
        return result;
    }

    private void assertUp(String name) {
        assertState(name, HealthCheck.State.UP);
    }

    private String assertDown(String name) {
        return assertState(name, HealthCheck.State.DOWN).getMessage().orElseThrow();
    }

    private String predict(String options) {
        return "modelarts:predict?address=RAW(" + local.address("echo") + ")" + options;
    }

    private String called(String uri, int times) throws Exception {
        String from = routes.route(uri);
        for (int i = 0; i < times; i++) {
            routes.call(from, "{}");
            // a login that failed is not repeated at once
            clock.forward(Duration.ofSeconds(2));
        }
        return from;
    }

    @Test
    void isUpBeforeTheFirstCall() throws Exception {
        called(predict(""), 0);
        assertUp("01 before the first call");
    }

    @Test
    void isUpAfterACall() throws Exception {
        called(predict(""), 1);
        assertUp("02 after a call");
    }

    @Test
    void isUpWhileCallsWait() throws Exception {
        HeldModel model = new HeldModel();
        Service held = local.addService("held", model).backendTimeout(Duration.ZERO);
        called(
                "modelarts:predict?authType=APP_CODE&appCode="
                        + local.credentials().appCode() + "&maxConnections=1&address=RAW(" + local.address("held")
                        + ")",
                0);
        String from = "direct:route-0";
        for (int i = 0; i < 3; i++) {
            routes.template().asyncSendBody(from, "{}");
        }
        await().until(() -> held.inFlight() == 1);
        await().until(() -> Integer.valueOf(2).equals(health().getDetails().get("host.waiting")));
        assertUp("03 calls wait");
        model.release();
    }

    @Test
    void isUpWhenTheQuotaForRetriesIsSpent() throws Exception {
        echo.failWith(Failure.error(503, "APIG.0201", "Backend unavailable."));
        called(predict("&maxRetries=3"), 13);
        // 10 are left, and a retry costs 14
        assertThat(health().getDetails()).containsEntry("host.retry.quota", 10);
        assertUp("04 the quota for retries is spent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AK_SK", "APP_SIGNATURE"})
    void isDownWhileTheKeyIsPaused(String authType) throws Exception {
        String keys = "&authType=" + authType
                + (authType.equals("AK_SK")
                        ? "&accessKey=" + local.credentials().accessKey() + "&secretKey=test-secret-that-is-wrong"
                        : "&appKey=" + local.credentials().appKey() + "&appSecret=test-secret-that-is-wrong");
        called(predict(keys), 3);
        assertThat(assertDown((authType.equals("AK_SK") ? "05" : "06") + " the key is paused, " + authType))
                .contains("correct the credentials");

        clock.forward(Duration.ofMinutes(5));
        assertUp("07 the pause is over");
    }

    @Test
    void isDownWhileTheKeyOfAProviderIsPaused() throws Exception {
        routes.context().getRegistry().bind("provider", (CredentialsProvider)
                transport -> CompletableFuture.completedFuture(
                        new Credentials.AccessKey(local.credentials().accessKey(), "test-secret-that-is-wrong")));
        called(predict("&credentialsProvider=#provider&authType=AK_SK"), 3);
        assertDown("08 the key of a provider is paused");
    }

    @Test
    void namesEachPausedKeyOnceAlsoIfSeveralRoutesUseTheEndpoint() throws Exception {
        AtomicReference<String> secret = new AtomicReference<>("test-secret-that-is-wrong");
        routes.context().getRegistry().bind("provider", (CredentialsProvider)
                transport -> CompletableFuture.completedFuture(
                        new Credentials.AccessKey(local.credentials().accessKey(), secret.get())));
        String uri = predict("&credentialsProvider=#provider&authType=AK_SK");
        called(uri, 3);
        String other = called(uri, 1);
        assertThat(assertDown("08 one key is paused, two routes")).containsOnlyOnce("was rejected");

        secret.set("test-secret-that-is-wrong-too");
        for (int i = 0; i < 3; i++) {
            routes.call(other, "{}");
        }
        await().until(() ->
                String.valueOf(health().getDetails().get("key.paused")).contains(", "));
        HealthCheck.Result result = assertState("08 two keys are paused", HealthCheck.State.DOWN);
        assertThat(String.valueOf(result.getDetails().get("key.paused")).split(", "))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(result.getMessage().orElseThrow())
                        .containsOnlyOnce("The key " + name + " was rejected"));
    }

    @Test
    void isDownWhileTheUserIsLocked() throws Exception {
        called(
                predict("&username=" + local.credentials().username() + "&account="
                        + local.credentials().account() + "&password=test-password-that-is-wrong"),
                5);
        assertThat(assertDown("09 the user is locked")).contains("correct the password");
    }

    @Test
    void isDownAfterFiveCallsInARowWithoutAConnectionAndUpAMinuteLater() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            String from = called("modelarts:predict?address=http://127.0.0.1:" + port.number() + "/v1", 4);
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
            routes.call(from, "{}");
            assertThat(assertDown("10 the host can't be reached"))
                    .contains("The last 5 calls could not connect to 127.0.0.1:" + port.number());

            clock.forward(Duration.ofSeconds(61));
            assertUp("11 the host could not be reached a minute ago");
        }
    }

    private void awaitState(String state) {
        await().until(() -> state.equals(health().getDetails().get("service.state")));
    }

    @Test
    void isUpWhenTheServiceRuns() throws Exception {
        called("modelarts:predict?serviceName=echo", 0);
        assertUp("12 the state of the service is not known yet");
        awaitState("running");
        assertUp("13 the service runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOPPED", "FAILED", "DEPLOYING"})
    void isDownWhenTheServiceDoesNotRun(String state) throws Exception {
        echo.deployment().force(ServiceState.valueOf(state), null);
        called("modelarts:predict?serviceId=" + echo.id(), 0);
        awaitState(state.toLowerCase(Locale.ROOT));
        assertThat(assertDown("14 the service is " + state)).contains("does not run");

        echo.deployment().force(ServiceState.RUNNING, null);
        clock.forward(Duration.ofSeconds(30));
        awaitState("running");
    }

    @Test
    void isDownWhenTheServiceDoesNotExist() throws Exception {
        called("modelarts:predict?serviceName=nothing", 0);
        awaitState("missing");
        assertThat(assertDown("15 the service does not exist")).contains("check its name or id");
    }

    @Test
    void isUpWhenTheManagementApiFails() throws Exception {
        local.management().failWith(Failure.error(500, "ModelArts.0001", "words"));
        called("modelarts:predict?maxRetries=0&serviceName=echo", 0);
        await().until(() -> {
            health();
            return local.management().requests() == 1;
        });
        await().until(() -> health().getDetails().containsKey("service.failure"));
        assertUp("16 the management API fails");
    }

    @Test
    void asksOnceInThirtySecondsHoweverOftenHealthIsAsked() throws Exception {
        called("modelarts:predict?serviceName=echo", 0);
        for (int i = 0; i < 5_000; i++) {
            health();
        }
        awaitState("running");
        assertThat(local.management().requests()).isEqualTo(1);

        clock.forward(Duration.ofSeconds(29));
        health();
        clock.forward(Duration.ofSeconds(1));
        for (int i = 0; i < 1_000; i++) {
            health();
        }
        await().until(() -> local.management().requests() == 2);
    }

    @Test
    void asksOnceForAllEndpointsOfAService() throws Exception {
        for (int i = 0; i < 20; i++) {
            called("modelarts:predict?serviceName=echo&maxWaiting=" + (100 + i), 0);
        }
        await().untilAsserted(() -> assertThat(results(routes.context()))
                .hasSize(20)
                .allSatisfy(result -> assertThat(result.getDetails()).containsEntry("service.state", "running")));
        assertThat(local.management().requests()).isEqualTo(1);

        clock.forward(Duration.ofSeconds(10));
        assertThat(results(routes.context()))
                .allSatisfy(result -> assertThat((Long) result.getDetails().get("service.state.age.seconds"))
                        .isGreaterThanOrEqualTo(10));
    }

    @Test
    void makesNoCallForAnEndpointWithAnAddress() throws Exception {
        called(predict(""), 0);
        for (int i = 0; i < 1_000; i++) {
            health();
        }
        assertThat(local.requests()).isEmpty();
        assertThat(local.management().requests()).isZero();
    }

    /** A service that is about to be started does not run yet. */
    @Test
    void doesNotAskForTheServiceOfAnOperationOfTheManagementApi() throws Exception {
        called("modelarts:startService?serviceId=" + echo.id(), 0);
        assertThat(health().getDetails()).doesNotContainKey("service.state");
        assertThat(local.management().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign", "uploadToObs"})
    void showsNoHostOfTheManagementApiForAnOperationThatDoesNotCallIt(String operation) throws Exception {
        assertThat(routes.template()
                        .send("modelarts:listServices", exchange -> {})
                        .getException())
                .isNull();
        called(
                operation.equals("sign")
                        ? predict("").replace("predict", "sign")
                        : "modelarts:uploadToObs?obsPath=obs://pictures/in/&obsEndpoint=RAW(" + local.obsEndpoint()
                                + ")",
                0);
        assertThat(health().getDetails()).doesNotContainKey("host");
    }

    @Test
    void isGoneWhenTheLastRouteWithTheEndpointStops() throws Exception {
        String one = called(predict(""), 0);
        String other = called(predict(""), 0);
        assertThat(results(routes.context())).hasSize(1);

        routes.context().getRouteController().stopRoute(routeOf(one));
        assertThat(results(routes.context())).hasSize(1);
        routes.context().getRouteController().stopRoute(routeOf(other));
        assertThat(results(routes.context())).isEmpty();

        routes.context().getRouteController().startRoute(routeOf(other));
        assertThat(results(routes.context())).hasSize(1);
    }

    private String routeOf(String from) {
        return routes.context().getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().endsWith(from.replace("direct:", "")))
                .findFirst()
                .orElseThrow()
                .getRouteId();
    }

    @Test
    void hasNoChecksForDynamicEndpoints() throws Exception {
        for (int i = 0; i < 20; i++) {
            routes.template()
                    .send(
                            predict("&maxConnections=" + (i + 1)),
                            exchange -> exchange.getMessage().setBody("{}"));
        }
        assertThat(results(routes.context())).isEmpty();
    }

    @Test
    void isReadinessAndNoLiveness() throws Exception {
        called(predict(""), 0);
        assertThat(health().getCheck().isReadiness()).isTrue();
        assertThat(health().getCheck().isLiveness()).isFalse();
    }

    @Test
    void isOffUnlessCamelsSwitchIsOn() throws Exception {
        for (boolean on : new boolean[] {false, true}) {
            Main main = new Main();
            main.addProperty("camel.health.producersEnabled", String.valueOf(on));
            main.addProperty(
                    "camel.component.modelarts.appCode", local.credentials().appCode());
            main.configure().addRoutesBuilder(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:main").to(predict("&authType=APP_CODE"));
                }
            });
            try {
                main.start();
                assertThat(results(main.getCamelContext())).hasSize(on ? 1 : 0);
            } finally {
                main.stop();
            }
        }
    }
}
