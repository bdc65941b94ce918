package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More calls than a host can take: how many wait, for how long, in which order, and how the others fail. */
class BusyHostTest extends CoreFaultTest {

    private static final int MANY = 10_000;

    private final Stepwise model = new Stepwise();
    private final Service service = local.addService("stepwise", model).backendTimeout(Duration.ZERO);

    /** Responds to as many requests as the test says. */
    private static final class Stepwise implements Model {

        private final EchoModel echo = new EchoModel();
        private final Semaphore steps = new Semaphore(0);

        void respond(int times) {
            steps.release(times);
        }

        @Override
        public ModelAnswer predict(ModelRequest request) throws IOException {
            try {
                if (!steps.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("The test did not let the model respond");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The server stopped", e);
            }
            return echo.predict(request);
        }
    }

    private AsyncProducer endpoint(String options) throws Exception {
        return routes.producer(predict(service) + "&maxConnections=1" + options);
    }

    private Ends send(AsyncProducer producer, int calls) {
        Ends sent = new Ends();
        for (int i = 0; i < calls; i++) {
            sent.send(producer, routes.exchange("{}"));
        }
        return sent;
    }

    /** Sends a call that gets the only permit. */
    private Ends occupy(AsyncProducer producer) {
        Ends first = send(producer, 1);
        await().until(() -> service.inFlight() == 1);
        return first;
    }

    private ModelArtsBusyException assertBusy(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsBusyException.class);
        ModelArtsBusyException busy = (ModelArtsBusyException) exchange.getException();
        assertThat(busy.isRetryable()).isTrue();
        assertThat(busy.mayHaveExecuted()).isFalse();
        assertThat(busy.getAttempts()).isZero();
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("RATE_LIMIT");
        return busy;
    }

    @Test
    @DisplayName("maxWaiting=0: a call fails if no permit is free, and nothing is sent")
    void letsNoCallWait() throws Exception {
        AsyncProducer producer = endpoint("&maxWaiting=0&retryOn=IDEMPOTENT");
        Ends first = occupy(producer);

        Ends busy = send(producer, 1);

        assertThat(assertBusy(busy.awaitExchanges().get(0)))
                .hasMessage("The call POST " + local.address(service.name())
                        + " was not sent, because maxConnections=1 calls to "
                        + URI.create(local.address(service.name())).getAuthority()
                        + " are in flight and as many wait as maxWaiting=0 allows. The service responds more slowly than"
                        + " calls arrive: make fewer calls at a time, raise maxConnections if the service can process more"
                        + " at a time, or raise maxWaiting");
        model.respond(2);
        assertThat(first.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(send(producer, 1).awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(local.awaitRequests(2)).hasSize(2);
    }

    @Test
    @DisplayName("maxWaiting: counts the waiting calls of all endpoints, and each endpoint has its own bound")
    void boundsTheWaitingCallsOfAHost() throws Exception {
        AsyncProducer two = endpoint("&maxWaiting=2");
        AsyncProducer three = endpoint("&maxWaiting=3");
        Ends waiting = occupy(two);
        AsyncProducer one = endpoint("&maxWaiting=1");
        waiting.send(one, routes.exchange("{}"));
        waiting.send(two, routes.exchange("{}"));

        Ends refused = send(two, 1);
        waiting.send(three, routes.exchange("{}"));
        refused.send(three, routes.exchange("{}"));
        refused.send(one, routes.exchange("{}"));

        assertThat(refused.awaitExchanges()).hasSize(3).allSatisfy(this::assertBusy);
        assertThat(waiting.count()).isZero();
        model.respond(4);
        assertThat(waiting.awaitExchanges()).hasSize(4).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @DisplayName("Fairness: an endpoint with 10,000 calls, and another one that asks now and then")
    void servesAnEndpointWithinOneCallOfAnotherWithManyWaiting() throws Exception {
        // two producers of one endpoint
        List<AsyncProducer> bulk = List.of(endpoint(""), endpoint(""));
        Ends many = new Ends();
        for (int i = 0; i < MANY; i++) {
            many.send(bulk.get(i % 2), routes.exchange("{}"));
        }
        AsyncProducer interactive = endpoint("&inputName=interactive");

        for (int i = 1; i <= 5; i++) {
            await().until(() -> service.inFlight() == 1);
            Ends asked = send(interactive, 1);
            // the call in flight, one more of the bulk endpoint at most, and the interactive one
            model.respond(3);
            assertThat(asked.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
            int served = 2 * i;
            await().until(() -> many.count() == served);
        }

        bulk.forEach(AsyncProducer::stop);
        assertThat(many.awaitExchanges()).hasSize(MANY);
    }

    @Test
    @DisplayName("Fairness: a route whose toD makes an endpoint for each call, and another route")
    void endpointsOfToDShareTheTurnsOfTheirRoute() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bulk").routeId("bulk").toD(predict(service) + "&maxConnections=1&path=/${body}");
            }
        });
        AsyncProducer bulk = routes.producer("direct:bulk");
        Ends many = new Ends();
        for (int i = 0; i < 20; i++) {
            many.send(bulk, routes.exchange(Integer.toString(i)));
        }
        await().until(() -> service.inFlight() == 1);

        Ends asked = send(endpoint(""), 1);
        model.respond(3);

        assertThat(asked.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(many.count()).isLessThanOrEqualTo(2);
        model.respond(18);
        assertThat(many.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @DisplayName(
            "admissionTimeout: a call waits no longer, nothing is sent, and the time is not counted in totalTimeout")
    void endsTheWaitOfACall() throws Exception {
        Ends first = occupy(endpoint(""));
        AsyncProducer hasty = endpoint("&admissionTimeout=300ms&retryOn=IDEMPOTENT");
        Ends patient = send(endpoint("&admissionTimeout=1h&totalTimeout=10s"), 1);

        Exchange late = send(hasty, 1).awaitExchanges().get(0);

        assertThat(assertBusy(late))
                .hasMessageContaining("it waited for as long as admissionTimeout=PT0.3S allows")
                .hasMessageEndingWith("or raise admissionTimeout");
        assertThat(patient.count()).isZero();
        model.respond(2);
        assertThat(first.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(patient.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(local.awaitRequests(2)).hasSize(2);
    }

    @Test
    @DisplayName("admissionTimeout: 10,000 calls whose time is over at once")
    void endsTheWaitOfManyCalls() throws Exception {
        Ends first = occupy(endpoint(""));

        Ends late = send(endpoint("&admissionTimeout=1s"), MANY);

        assertThat(late.awaitExchanges()).hasSize(MANY).allSatisfy(this::assertBusy);
        model.respond(1);
        assertThat(first.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("F48")
    @DisplayName("A producer stops while 10,000 of its calls wait, and those of another endpoint do not end")
    void endsAllWaitingCallsWithTheirProducer() throws Exception {
        AsyncProducer stopping = endpoint("");
        AsyncProducer other = endpoint("&inputName=other&maxWaiting=20000");
        Ends stopped = send(stopping, MANY);
        await().until(() -> service.inFlight() == 1);
        Ends others = send(other, 2);

        stopping.stop();

        assertThat(stopped.awaitExchanges()).hasSize(MANY).allSatisfy(CoreFaultTest::assertStopped);
        assertThat(others.count()).isZero();
        model.respond(3);
        assertThat(others.awaitExchanges()).hasSize(2).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("F48")
    @DisplayName("The context stops while 10,000 calls of two endpoints wait")
    void endsAllWaitingCallsWithTheContext() throws Exception {
        Ends one = send(endpoint(""), MANY / 2);
        Ends other = send(endpoint("&inputName=other"), MANY / 2);
        await().until(() -> service.inFlight() == 1);

        routes.context().stop();

        assertThat(one.awaitExchanges()).hasSize(MANY / 2).allSatisfy(CoreFaultTest::assertStopped);
        assertThat(other.awaitExchanges()).hasSize(MANY / 2).allSatisfy(CoreFaultTest::assertStopped);
    }

    @Test
    @DisplayName("maxWaiting applies to operations of the management API")
    void boundsTheOperationsOfTheManagementApi() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp)) {
            AsyncProducer producer =
                    routes.producer("modelarts:listServices?authType=TOKEN&projectId=p&maxConnections=1"
                            + "&maxWaiting=0&totalTimeout=20s&modelArtsEndpoint=" + base(server));
            Ends first = send(producer, 1);
            await().until(() -> server.heads().size() == 1);

            List<Exchange> busy = send(producer, 1).awaitExchanges();

            assertThat(busy).allSatisfy(this::assertBusy);
            producer.stop();
            assertThat(first.awaitExchanges()).allSatisfy(CoreFaultTest::assertStopped);
        }
    }

    @Test
    @DisplayName("maxWaiting and admissionTimeout apply to a session")
    void boundsTheCallsOfASession() throws Exception {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAddress(local.address(service.name()));
        options.setAppCode(local.credentials().appCode());
        options.setMaxConnections(1);
        options.setMaxWaiting(1);
        options.setAdmissionTimeout(Duration.ofMillis(300));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            CompletableFuture<ServiceResponse> first = session.predict("{}");
            CompletableFuture<ServiceResponse> late = session.predict("{}");

            assertThat(session.predict("{}"))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ModelArtsBusyException.class)
                    .withMessageContaining("maxWaiting=1 allows");
            assertThat(late)
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ModelArtsBusyException.class)
                    .withMessageContaining("admissionTimeout=PT0.3S allows");
            model.respond(1);
            assertThat(first).succeedsWithin(SOON);
        }
    }

    private static String base(ScriptedServer server) {
        return server.address().replaceAll("(?<=\\d)/.*", "");
    }
}
