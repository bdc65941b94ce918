package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Waits until a service runs. */
class AwaitServiceTest extends ContextTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local =
            ModelArtsLocal.builder().clock(clock.withZone(ZoneOffset.UTC)).start();
    private final Service echo = local.addService("echo", new EchoModel());

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = Routes.managing(local);
        opened.component().getConfiguration().setPollInterval(Duration.ofMillis(50));
        opened.component().getConfiguration().setAwaitTimeout(Duration.ofMinutes(5));
        return opened;
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private String uri(String options) {
        return "modelarts:awaitService?serviceId=" + echo.id() + options;
    }

    /** Sends an exchange that waits; the future completes with its result or failure. */
    private CompletableFuture<Exchange> waiting(AsyncProducer producer) {
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("not looked at");
        assertThat(producer.process(exchange, doneSync -> done.complete(exchange)))
                .isFalse();
        return done;
    }

    private AsyncProducer producer(String uri) throws Exception {
        return routes.producer(uri);
    }

    private void awaitRequests(int number) {
        await().until(() -> local.management().requests() >= number);
    }

    private static void assertRuns(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceStatus", String.class))
                .isEqualToIgnoringCase("running");
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceId")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void waitsForADeployment(ApiVersion version) throws Exception {
        echo.deployment().force(ServiceState.STOPPED, null).startTakes(Duration.ofMinutes(5));
        echo.deployment().start();
        CompletableFuture<Exchange> done = waiting(producer(uri("&apiVersion=" + version)));
        awaitRequests(2);
        assertThat(done).isNotDone();

        clock.forward(Duration.ofMinutes(5));

        assertRuns(done.get(60, TimeUnit.SECONDS));
        assertThat(done.join().getMessage().getBody(String.class)).contains("\"echo\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = ServiceState.class,
            names = {"PENDING", "WAITING", "DEPLOYING"})
    void waitsInEachStateThatChanges(ServiceState state) throws Exception {
        for (ApiVersion version : ApiVersion.values()) {
            int before = local.management().requests();
            echo.deployment().force(state, null);
            CompletableFuture<Exchange> done = waiting(producer(uri("&apiVersion=" + version)));
            awaitRequests(before + 5);
            assertThat(done).isNotDone();

            echo.deployment().force(ServiceState.RUNNING, null);

            assertRuns(done.get(60, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void acceptsAPartlyBrokenServiceAsRunning(ApiVersion version) throws Exception {
        echo.deployment().force(ServiceState.CONCERNING, null);

        Exchange exchange = routes.send(uri("&apiVersion=" + version), null);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceStatus", String.class))
                .isEqualToIgnoringCase("concerning");
        assertThat(local.management().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void reportsWhyAServiceFailed(ApiVersion version) throws Exception {
        echo.deployment()
                .force(ServiceState.STOPPED, null)
                .startTakes(Duration.ofMillis(200))
                .failNextStart("The image can't be pulled.");
        echo.deployment().start();

        Exchange exchange = routes.send(uri("&apiVersion=" + version), null);

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsServiceStateException.class)
                .hasMessageContaining("The service echo (" + echo.id() + ") has ")
                .hasMessageContaining("The image can't be pulled. Find the cause")
                .hasMessageContaining("modelarts:serviceEvents");
        ModelArtsServiceStateException failure = (ModelArtsServiceStateException) exchange.getException();
        assertThat(failure.getStatus()).isEqualToIgnoringCase("failed");
        assertThat(failure.getServiceId()).isEqualTo(echo.id());
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOPPED", "STOPPING"})
    void checksAStoppedServiceASecondTime(ServiceState state) throws Exception {
        echo.deployment().force(state, null);

        Exchange exchange = routes.send(uri(""), null);

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsServiceStateException.class)
                .hasMessageContaining("modelarts:startService");
        assertThat(local.management().requests()).isEqualTo(2);

        CompletableFuture<Exchange> done = waiting(producer(uri("&pollInterval=1s")));
        awaitRequests(3);
        echo.deployment().force(ServiceState.RUNNING, null);
        assertRuns(done.get(60, TimeUnit.SECONDS));
    }

    @Test
    void endsAtAwaitTimeout() throws Exception {
        echo.deployment().force(ServiceState.STOPPED, null).startTakes(Duration.ofHours(1));
        echo.deployment().start();

        Exchange exchange = routes.send(uri("&awaitTimeout=3s"), null);

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining(
                        "The service echo (" + echo.id() + ") is still deploying (0 %) after awaitTimeout=PT3S");
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("SERVER_ERROR");
    }

    @Test
    void endsAtAwaitTimeoutBetweenTwoRequests() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);

        assertTimedOutInTime(uri("&awaitTimeout=300ms&pollInterval=1h"));
    }

    @Test
    void endsAtAwaitTimeoutDuringARequest() throws Exception {
        local.management().delay(Duration.ofHours(1));

        assertTimedOutInTime(uri("&awaitTimeout=300ms"));
        assertTimedOutInTime("modelarts:awaitService?serviceName=echo&awaitTimeout=300ms");
    }

    private void assertTimedOutInTime(String uri) throws Exception {
        Exchange exchange = waiting(producer(uri)).get(60, TimeUnit.SECONDS);
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining("awaitTimeout=PT0.3S");
    }

    @ParameterizedTest
    @CsvSource({"503, X.1", "500, X.1", "429, APIGW.0308", "502, APIGW.0201"})
    void continuesAfterTemporaryFailures(int status, String code) throws Exception {
        local.management().failNext(3, Failure.error(status, code, "words"));

        assertRuns(routes.send(uri(""), null));
        assertThat(local.management().requests()).isEqualTo(4);
    }

    @Test
    void continuesAfterConnectionFailuresAndUnknownHosts() throws Exception {
        local.management()
                .failNext(1, Failure.cutBeforeAnswer())
                .failNext(2, Failure.error(503, "X.1", "words"))
                .failNext(1, Failure.cutBeforeAnswer());

        assertRuns(routes.send("modelarts:awaitService?serviceName=echo", null));
        assertThat(local.management().requests()).isEqualTo(6);
    }

    @Test
    void reportsTheLastFailureOfTheApiAtAwaitTimeout() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        CompletableFuture<Exchange> done = waiting(producer(uri("&awaitTimeout=4s")));
        awaitRequests(2);
        local.management().failWith(Failure.error(503, "X.1", "down for now"));

        assertThat(done.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining("is still deploying")
                .hasMessageContaining("down for now")
                .hasCauseInstanceOf(ModelArtsOperationFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({"403, ModelArts.0203", "404, ModelArts.3502", "400, X.1"})
    void endsWithPermanentFailures(int status, String code) throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        CompletableFuture<Exchange> done = waiting(producer(uri("")));
        awaitRequests(2);
        local.management().failWith(Failure.error(status, code, "words"));

        assertThat(done.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(ModelArtsOperationFailedException.class)
                .hasMessageContaining(code);
    }

    @Test
    void waitsAsLongAsRetryAfter() throws Exception {
        local.management().failNext(1, Failure.error(429, "APIGW.0308", "words").withHeader("Retry-After", "1"));
        Instant begin = Instant.now();

        assertRuns(routes.send(uri(""), null));

        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void sendsNoMoreThanOneRequestInAnInterval() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        Instant begin = Instant.now();

        waiting(producer(uri("&pollInterval=200ms")));
        awaitRequests(5);

        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(4 * 200));
    }

    @Test
    void looksUpTheNameOnce() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        CompletableFuture<Exchange> done = waiting(producer("modelarts:awaitService?serviceName=echo"));
        awaitRequests(4);
        echo.deployment().shownAs("another").force(ServiceState.RUNNING, null);

        assertRuns(done.get(60, TimeUnit.SECONDS));
        await().untilAsserted(() -> assertThat(local.requests())
                .filteredOn(request -> request.target().contains("service_name=echo"))
                .hasSize(1));
    }

    @Test
    void endsAtOnceWhenTheRouteStops() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        AsyncProducer producer = producer(uri("&pollInterval=1h&awaitTimeout=2h"));
        CompletableFuture<Exchange> done = waiting(producer);
        awaitRequests(1);

        producer.stop();

        assertThat(done.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("The route or session was stopped before the response was complete");
    }

    @Test
    void doesNotWaitWhenTheRouteHasStopped() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        AsyncProducer producer = producer(uri("&pollInterval=1h&awaitTimeout=2h"));
        CompletableFuture<Exchange> before = waiting(producer);
        producer.stop();
        before.get(60, TimeUnit.SECONDS);
        CompletableFuture<Exchange> after = new CompletableFuture<>();
        Exchange exchange = new DefaultExchange(context);

        producer.process(exchange, doneSync -> after.complete(exchange));

        assertThat(after.get(60, TimeUnit.SECONDS).getException()).isInstanceOf(ModelArtsConnectionException.class);
    }

    @Test
    void aThousandWaitsNeedFewThreads() throws Exception {
        echo.deployment().force(ServiceState.DEPLOYING, null);
        AsyncProducer producer = producer(uri("&pollInterval=2s"));
        waiting(producer);
        awaitRequests(1);
        int before = threads();
        CountDownLatch done = new CountDownLatch(1000);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Exchange exchange = new DefaultExchange(context);
            exchanges.add(exchange);
            producer.process(exchange, doneSync -> done.countDown());
        }
        awaitRequests(1001);

        int after = threads();
        echo.deployment().force(ServiceState.RUNNING, null);

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(exchanges).allSatisfy(AwaitServiceTest::assertRuns);
        assertThat(after - before).isLessThan(60);
        System.out.println("1,000 waits for a service: " + (after - before) + " more threads");
    }

    /** The number of threads without the test server's, which are in the same process. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("XNIO"))
                .count();
    }
}
