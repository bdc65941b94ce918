package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.EndedFetches;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Looks up projects and addresses while IAM or the management API is slow or fails. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LookupFaultsTest {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration DRIP = Duration.ofMillis(20);

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());
    private final EndedFetches fetches = new EndedFetches();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.withSession(local, clock, fetches));

    private final Ends ends = new Ends();
    private Routes routes;

    @BeforeEach
    void open() {
        routes = nothingLeft.routes();
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String uri(String more) {
        return "modelarts:predict?totalTimeout=5s&maxRetries=0&serviceId=" + echo.id() + more;
    }

    private static void drip(ScriptedServer.Connection line) throws java.io.IOException {
        line.request();
        line.drip("HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(10_000), DRIP);
    }

    private static ScriptedServer.Play answering(String json) {
        return line -> {
            line.request();
            line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + json.length() + "\r\n\r\n" + json);
        };
    }

    private void assertEndsAtItsTimeLimit(AsyncProducer producer, ScriptedServer server, String what) {
        for (int i = 0; i < 10; i++) {
            ends.send(producer, routes.exchange("{}"));
        }
        await().until(() -> server.heads().size() == 1);
        fetches.end();
        assertThat(ends.awaitExchanges()).hasSize(10).allSatisfy(exchange -> {
            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsTimeoutException.class)
                    .hasMessageContaining(what + " was not received within 30 s");
            assertThat(((ModelArtsTimeoutException) exchange.getException()).mayHaveExecuted())
                    .isFalse();
        });
        assertThat(server.heads()).hasSize(1);
        FaultTest.assertHungUp(server);
        clock.forward(PAUSE);
    }

    @Test
    @Tag("K05")
    @DisplayName(
            "K05: IAM sends its list of projects very slowly: the look-up ends at its own time limit for all waiting calls")
    void endsASlowLookUpOfAProject() throws Exception {
        String projects = "{\"projects\":[{\"name\":\"" + local.credentials().region() + "\",\"id\":\""
                + local.credentials().projectId() + "\"}]}";
        try (ScriptedServer iam = ScriptedServer.playing(LookupFaultsTest::drip, answering(projects))) {
            AsyncProducer producer = routes.producer(
                    "modelarts:listServices?totalTimeout=5s&maxRetries=0&iamEndpoint=http://" + iam.authority());

            assertEndsAtItsTimeLimit(producer, iam, "The project's id");

            ends.send(producer, routes.exchange("{}"));
            assertThat(ends.awaitExchanges().get(10).getException()).isNull();
        }
    }

    @Test
    @Tag("K05")
    @DisplayName(
            "K05: the management API sends a service's details very slowly: the look-up ends at its own time limit for all waiting calls")
    void endsASlowLookUpOfAnAddress() throws Exception {
        String detail = "{\"service_id\":\"" + echo.id() + "\",\"service_name\":\"echo\",\"status\":\"running\","
                + "\"access_address\":\"" + local.address("echo") + "\"}";
        try (ScriptedServer api = ScriptedServer.playing(LookupFaultsTest::drip, answering(detail))) {
            AsyncProducer producer = routes.producer(uri("&allowedHosts=127.0.0.1&projectId="
                    + local.credentials().projectId() + "&modelArtsEndpoint=http://" + api.authority()));

            assertEndsAtItsTimeLimit(producer, api, "The address of the service with serviceId=" + echo.id());

            ends.send(producer, routes.exchange("{}"));
            assertPredicted(ends.awaitExchanges().get(10));
        }
    }

    @Test
    @Tag("K05")
    @DisplayName("K05: a project id that arrives after the timeout of its caller is kept for the next call")
    void keepsAProjectIdThatArrivesAfterTheCallersTimeout() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        String projects = "{\"projects\":[{\"name\":\"" + local.credentials().region() + "\",\"id\":\""
                + local.credentials().projectId() + "\"}]}";
        ScriptedServer.Play late = line -> {
            line.request();
            try {
                assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            line.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + projects.length() + "\r\n\r\n"
                    + projects);
        };
        try (ScriptedServer iam = ScriptedServer.playing(late)) {
            AsyncProducer producer = routes.producer(
                    uri("&iamEndpoint=http://" + iam.authority()).replace("=5s", "=100ms"));
            ends.send(producer, routes.exchange("{}"));
            assertThat(ends.awaitExchanges().get(0).getException()).isInstanceOf(ModelArtsTimeoutException.class);
            gone.countDown();

            assertThat(await().until(
                                    () -> {
                                        Exchange exchange = routes.exchange("{}");
                                        producer.process(exchange);
                                        return exchange;
                                    },
                                    exchange -> exchange.getException() == null))
                    .isNotNull();
            assertThat(iam.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("K10")
    @DisplayName("K10: IAM or the management API rejects a look-up: 50 parallel calls cause one request a second")
    void sendsOneRequestASecond(boolean forProjects) throws Exception {
        Failure down = Failure.error(503, "ModelArts.0010", "down");
        if (forProjects) {
            local.iam().failWith(down);
        } else {
            local.management().failWith(down);
        }
        AsyncProducer producer = routes.producer(uri(""));
        routes.startInParallel(producer, 50).get(30, TimeUnit.SECONDS);
        int asked = forProjects ? 1 : 2;
        local.awaitRequests(asked);

        assertThat(routes.startInParallel(producer, 50).get(30, TimeUnit.SECONDS))
                .allSatisfy(exchange -> assertThat(exchange.getException())
                        .isInstanceOf(ModelArtsOperationFailedException.class)
                        .hasMessageContaining("503 ModelArts.0010: down")
                        .hasMessageContaining(" is not fetched again before 20"));
        assertThat(local.requests()).hasSize(asked);

        local.iam().clear();
        local.management().clear();
        clock.forward(PAUSE);
        Exchange exchange = routes.exchange("{}");
        producer.process(exchange);
        assertPredicted(exchange);
    }

    @Test
    @Tag("K10")
    @DisplayName("K10: a service that is started or created right after a failed call is found at once")
    void findsAServiceThatWasJustCreated() throws Exception {
        echo.deployment().stop();
        AsyncProducer byId = routes.producer(uri(""));
        Exchange stopped = routes.exchange("{}");
        byId.process(stopped);
        assertThat(stopped.getException()).isInstanceOf(ModelArtsServiceStateException.class);
        echo.deployment().start();
        Exchange started = routes.exchange("{}");
        byId.process(started);
        assertPredicted(started);

        AsyncProducer byName = routes.producer("modelarts:predict?serviceName=newer");
        Exchange unknown = routes.exchange("{}");
        byName.process(unknown);
        assertThat(unknown.getException()).isInstanceOf(ModelArtsRequestException.class);
        local.addService("newer", new EchoModel());
        Exchange known = routes.exchange("{}");
        byName.process(known);
        assertPredicted(known);
    }
}
