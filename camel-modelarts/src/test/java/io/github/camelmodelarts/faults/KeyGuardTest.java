package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** R4 of the goals: a wrong key never makes the gateway lock its owner. */
class KeyGuardTest {

    private static final Duration REST = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local =
            ModelArtsLocal.builder().clock(clock.withZone(ZoneOffset.UTC)).start();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withKey);

    private Service echo;
    private Routes routes;

    @BeforeEach
    void open() {
        echo = local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
    }

    private Routes withKey() throws Exception {
        Routes made = Routes.anonymous(clock);
        made.component().getConfiguration().setAccessKey(local.credentials().accessKey());
        made.component().getConfiguration().setSecretKey(local.credentials().secretKey());
        return made;
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String wrong(String authType) {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey("test-secret-that-is-wrong");
        options.setAppKey(local.credentials().appKey());
        options.setAppSecret("test-secret-that-is-wrong");
        return uri(authType);
    }

    private String uri(String authType) {
        return uri(authType, echo);
    }

    private String uri(String authType, Service service) {
        return "modelarts:predict?authType=" + authType + "&address=" + local.address(service.name());
    }

    private Service held(String name, HeldModel model) {
        return local.addService(name, model).backendTimeout(Duration.ZERO);
    }

    @ParameterizedTest
    @Tag("F15")
    @ValueSource(strings = {"AK_SK", "APP_SIGNATURE"})
    void sendsAWrongKeyThreeTimesInAThousandSequentialCalls(String authType) throws Exception {
        String from = routes.route(wrong(authType));

        Exchange last = routes.exchange("{}");
        for (int i = 0; i < 1000; i++) {
            last = routes.call(from, "{}");
            assertThat(last.getException()).isNotNull();
        }

        requests(3);
        assertThat(last.getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("rejected 3 times in a row")
                .hasMessageContaining("signature fail")
                .hasMessageContaining("Correct the credentials")
                .hasMessageNotContaining("test-secret")
                .hasMessageNotContaining(local.credentials().accessKey())
                .hasMessageNotContaining(local.credentials().appKey());
        assertThat(last.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY)).isEqualTo("AUTH");
    }

    @Test
    @Tag("R4")
    void sendsAWrongKeyFourTimesAtMostInParallelRedeliveredCalls() throws Exception {
        String uri = wrong("AK_SK");
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .maximumRedeliveries(5)
                        .redeliveryDelay(0)
                        .logExhausted(false);
                from("seda:calls?concurrentConsumers=50&waitForTaskToComplete=Always&timeout=0")
                        .to(uri);
            }
        });

        List<Exchange> exchanges = routes.sendInParallel("seda:calls?waitForTaskToComplete=Always&timeout=0", 200);

        assertThat(exchanges)
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNotNull());
        await().untilAsserted(() -> assertThat(local.requests().size()).isBetween(3, 4));
    }

    @Test
    void reportsAnUnknownKeyWithoutShowingIt() throws Exception {
        routes.component().getConfiguration().setAccessKey("TESTKEYNOBODYKNOWS");
        routes.component().getConfiguration().setSecretKey("test-secret-of-nobody");
        String from = routes.route(uri("AK_SK"));
        callOften(from);

        assertThat(routes.call(from, "{}").getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("not found")
                .hasMessageNotContaining("TESTKEYNOBODYKNOWS");
        requests(3);
    }

    @Test
    void testsAPausedKeyWithOneCallAfterFiveMinutes() throws Exception {
        String from = routes.route(wrong("AK_SK"));
        callOften(from);
        requests(3);
        local.clearRequests();

        clock.forward(REST.minusSeconds(2));
        callOften(from);
        assertThat(local.requests()).isEmpty();

        clock.forward(Duration.ofSeconds(3));
        callOften(from);
        requests(1);
    }

    /** ModelArts' own API rejects keys with other codes than the gateway. */
    @ParameterizedTest
    @ValueSource(strings = {"401 ModelArts.0205", "403 ModelArts.0206", "401 APIGW.0301"})
    void countsEachKindOfRejection(String refusal) throws Exception {
        echo.failWith(Failure.error(
                Integer.parseInt(refusal.substring(0, 3)), refusal.substring(4), "invalid AK/SK of canary-in-words"));
        String from = routes.route(wrong("AK_SK"));
        callOften(from);

        assertThat(routes.call(from, "{}").getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("rejected 3 times in a row")
                .hasMessageNotContaining("canary");
        requests(3);
    }

    @Test
    void clockThatIsSetBackDoesNotExtendAPause() throws Exception {
        String from = routes.route(wrong("AK_SK"));
        callOften(from);
        requests(3);

        clock.set(Duration.ofDays(-1));
        callOften(from);
        requests(3);
        clock.forward(REST);

        callOften(from);
        requests(4);
    }

    @Test
    void pausesAKeyAgainWhileItIsLocked() throws Exception {
        String from = routes.route(uri("AK_SK"));
        echo.failWith(Failure.error(401, "APIG.0301", "AK access failed to reach the limit,forbidden"));
        callOften(from);
        requests(1);
        echo.failWith(Failure.error(401, "APIG.0301", "verify aksk signature fail"));
        clock.forward(REST.plusSeconds(1));

        callOften(from);

        requests(2);
    }

    @Test
    void usesOtherCredentialsAtOnce() throws Exception {
        callOften(routes.route(wrong("AK_SK")));
        routes.component().getConfiguration().setSecretKey(local.credentials().secretKey());

        // another endpoint, which reads the options again
        assertThat(routes.send(uri("AK_SK") + "&maxRetries=1", "{}").getException())
                .isNull();
    }

    @Test
    @Tag("F17")
    void pausesAKeyThatOthersLockedAndRecovers() throws Exception {
        String from = routes.route(uri("AK_SK"));
        echo.failWith(Failure.error(
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden"));

        Exchange first = routes.call(from, "{}");
        Exchange second = routes.call(from, "{}");

        assertThat(first.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        assertThat(second.getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("reach the limit");
        requests(1);

        echo.clear();
        clock.forward(REST.plusSeconds(1));
        assertThat(routes.call(from, "{}").getException()).isNull();
        assertThat(routes.sendInParallel(uri("AK_SK"), 50))
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());
    }

    @Test
    void sendsTwoCallsUntilAKeyHasSucceededAndThenAll() throws Exception {
        HeldModel unknown = new HeldModel();
        Service first = held("first", unknown);
        CompletableFuture<List<Exchange>> firstCalls = routes.startInParallel(uri("AK_SK", first), 20);
        await().until(() -> first.inFlight() == 2);
        assertThat(first.peakInFlight()).isEqualTo(2);
        unknown.release();
        assertThat(firstCalls.get(60, TimeUnit.SECONDS))
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());

        HeldModel known = new HeldModel();
        Service second = held("second", known);
        CompletableFuture<List<Exchange>> laterCalls = routes.startInParallel(uri("AK_SK", second), 20);
        await().until(() -> second.inFlight() == 20);
        known.release();

        assertThat(laterCalls.get(60, TimeUnit.SECONDS))
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());
    }

    @Test
    void reportsAWaitingCallAsNotSent() throws Exception {
        HeldModel model = new HeldModel();
        Service held = held("held", model);
        CompletableFuture<List<Exchange>> firstTwo = routes.startInParallel(uri("AK_SK", held), 2);
        await().until(() -> held.inFlight() == 2);

        Exchange exchange = routes.send(uri("AK_SK") + "&totalTimeout=200ms", "{}");

        assertThat(exchange.getException()).isInstanceOfSatisfying(ModelArtsTimeoutException.class, timeout -> {
            assertThat(timeout).hasMessageContaining("it was not sent").hasMessageContaining("first calls");
            assertThat(timeout.mayHaveExecuted()).isFalse();
        });
        model.release();
        assertThat(firstTwo.get(60, TimeUnit.SECONDS))
                .allSatisfy(first -> assertThat(first.getException()).isNull());
    }

    @Test
    void callsThatWaitForTheFirstTwoSucceed() throws Exception {

        assertThat(routes.sendInParallel(uri("AK_SK"), 500))
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 APIG.0101", "429 APIG.0308", "403 APIG.0304", "500 X.1", "400 MR.0105"})
    void doesNotCountOtherFailures(String failure) throws Exception {
        echo.failWith(Failure.error(Integer.parseInt(failure.substring(0, 3)), failure.substring(4), "words"));
        String from = routes.route(uri("AK_SK") + "&maxRetries=0");
        for (int i = 0; i < 10; i++) {
            assertThat(routes.call(from, "{}").getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        }
        echo.clear();

        assertThat(routes.call(from, "{}").getException()).isNull();
        requests(11);
    }

    @Test
    void releasesTheKeyAfterATimeoutOrAFailedSignature() throws Exception {
        echo.delay(Duration.ofSeconds(20));
        for (int i = 0; i < 3; i++) {
            assertThat(routes.send(uri("AK_SK") + "&totalTimeout=100ms", "{}").getException())
                    .isNotNull();
        }
        echo.clear().delay(Duration.ZERO);

        assertThat(routes.send(uri("AK_SK"), "{}").getException()).isNull();
    }

    @Test
    void releasesTheKeyIfTheTransportFails() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Transport refusing = Responses.by(request -> {
            if (sent.incrementAndGet() < 10) {
                throw new IllegalStateException("no transport");
            }
            return CompletableFuture.completedFuture(Responses.of(200, Headers.NONE, new byte[0]));
        });
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsComponent component =
                    ComponentAccess.component(clock, clock::nanoTime, () -> 0, readers -> new Transports() {
                        @Override
                        public Transport transport(ClientSettings settings, Limits limits) {
                            return refusing;
                        }

                        @Override
                        public void close() {
                            // nothing is open
                        }
                    });
            component.getConfiguration().setAccessKey("test-access-key");
            component.getConfiguration().setSecretKey("test-secret-key");
            context.addComponent("modelarts", component);
            context.start();
            String uri = "modelarts:predict?address=https://service.example/v1/infers/x&totalTimeout=10s";
            for (int i = 0; i < 9; i++) {
                assertThat(send(context, uri).getException()).hasMessageContaining("no transport");
            }

            assertThat(send(context, uri).getException()).isNull();
        }
    }

    private static Exchange send(DefaultCamelContext context, String uri) {
        return context.createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().setBody("{}"));
    }

    @Test
    void showsAPreviewWhileTheKeyIsPaused() throws Exception {
        String from = routes.route(wrong("AK_SK"));
        callOften(from);

        Exchange shown = routes.send(wrong("AK_SK").replace(":predict", ":sign"), "{}", Map.of());

        assertThat(shown.getException()).isNull();
        assertThat(shown.getMessage().getBody(String.class)).contains("curl --request");
    }

    /** Waits for the number of recorded requests: the server records a request after it has responded. */
    private void requests(int count) {
        assertThat(local.awaitRequests(count)).hasSize(count);
    }

    private void callOften(String from) {
        for (int i = 0; i < 10; i++) {
            routes.call(from, "{}");
        }
    }
}
