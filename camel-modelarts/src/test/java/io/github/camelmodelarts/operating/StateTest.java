package io.github.camelmodelarts.operating;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.client.ComponentState;
import io.github.camelmodelarts.client.HostState;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.session.KnownService;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** What the component tells of its state to those who operate it. */
class StateTest {

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
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String predict(String options) {
        return "modelarts:predict?address=RAW(" + local.address("echo") + ")" + options;
    }

    private ComponentState state() {
        return ComponentAccess.resources(routes.component()).state();
    }

    private HostState host() {
        assertThat(state().hosts()).hasSize(1);
        return state().hosts().get(0);
    }

    private void call(String uri, int times) throws Exception {
        String from = routes.route(uri);
        for (int i = 0; i < times; i++) {
            routes.call(from, "{}");
            // a login that failed is not repeated at once
            clock.forward(Duration.ofSeconds(2));
        }
    }

    @Test
    void showsNothingBeforeTheFirstCall() {
        assertThat(state()).isEqualTo(ComponentState.EMPTY);
    }

    @Test
    void countsCallsInFlightAndWaitingCallsAndConnectionsOfAHost() throws Exception {
        HeldModel model = new HeldModel();
        Service held = local.addService("held", model).backendTimeout(Duration.ZERO);
        String uri = "modelarts:predict?maxConnections=2&address=RAW(" + local.address(held.name()) + ")";

        // the first key is not trusted before a call has succeeded
        call("modelarts:predict?maxConnections=2&address=RAW(" + local.address("echo") + ")", 1);
        CompletableFuture<List<Exchange>> ends = routes.startInParallel(uri, 5);

        await().until(() -> held.inFlight() == 2);
        assertThat(host().inFlight()).isEqualTo(2);
        assertThat(host().waiting()).isEqualTo(3);
        assertThat(host().limit()).isEqualTo(2);
        assertThat(host().connections()).isEqualTo(2);
        assertThat(host().host()).startsWith("127.0.0.1:");
        assertThat(state().inFlight()).isEqualTo(2);
        assertThat(state().waiting()).isEqualTo(3);

        model.release();
        assertThat(ends).succeedsWithin(Duration.ofSeconds(30));
        await().until(() -> host().inFlight() == 0);
        assertThat(host().waiting()).isZero();
    }

    @Test
    void addsUpTheCallsOfAllHttpClientsToAHost() throws Exception {
        call(predict("&maxConnections=3"), 1);
        call(predict("&maxConnections=4"), 1);

        assertThat(host().limit()).isEqualTo(7);
        await().until(() -> host().connections() == 2);
    }

    @Test
    void showsHowMuchOfTheQuotaForRetriesIsLeft() throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));
        call(predict("&maxRetries=1&retryOn=IDEMPOTENT"), 1);
        assertThat(host().retryQuota()).isEqualTo(500);

        echo.failNext(2, Failure.error(503, "APIG.0201", "Backend unavailable."));
        call(predict("&maxRetries=1&retryOn=IDEMPOTENT"), 1);
        assertThat(host().retryQuota()).isEqualTo(486);
    }

    @Test
    void showsAPausedKeyWithAMaskedNameUntilThePauseIsOver() throws Exception {
        call(
                predict("&secretKey=test-secret-that-is-wrong&accessKey="
                        + local.credentials().accessKey()),
                3);

        assertThat(state().pausedKeys()).singleElement().satisfies(key -> {
            assertThat(key.maskedName()).matches("AK_SK \\*\\*\\*.{0,4}#[0-9a-f]{6}");
            assertThat(key.remaining()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });

        clock.forward(Duration.ofMinutes(5));
        assertThat(state().pausedKeys()).isEmpty();
    }

    @Test
    void showsAUserWhoseLoginsAreNotSent() throws Exception {
        call(
                predict("&username=" + local.credentials().username() + "&account="
                        + local.credentials().account() + "&password=test-password-that-is-wrong"),
                5);

        assertThat(state().lockedLogins()).singleElement().satisfies(login -> {
            assertThat(login.maskedName()).matches("PASSWORD \\*\\*\\*.{0,4}#[0-9a-f]{6}");
            assertThat(login.remaining()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
        });

        clock.forward(Duration.ofMinutes(15));
        assertThat(state().lockedLogins()).isEmpty();
    }

    @Test
    void showsNoLockedUserAfterTheCorrectedPasswordWasAccepted() throws Exception {
        String user = "&username=" + local.credentials().username() + "&account="
                + local.credentials().account() + "&password=";
        call(predict(user + "test-password-that-is-wrong"), 3);
        assertThat(state().lockedLogins()).hasSize(1);

        call(predict(user + "RAW(" + local.credentials().password() + ")"), 1);
        assertThat(state().lockedLogins()).isEmpty();

        call(predict(user + "test-password-that-is-wrong-too"), 1);
        assertThat(state().lockedLogins()).hasSize(1);
    }

    @Test
    void countsCallsInARowThatCanNotConnectAndForgetsThemAfterAMinute() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            call("modelarts:predict?address=http://127.0.0.1:" + port.number() + "/v1", 4);
            assertThat(host().connectionFailures()).isEqualTo(4);

            clock.forward(Duration.ofSeconds(61));
            assertThat(host().connectionFailures()).isZero();
        }
    }

    @Test
    void forgetsCallsThatCouldNotConnectWhenTheHostResponds() throws Exception {
        String address = local.address("echo");
        int port = URI.create(address).getPort();
        local.close();
        String from = routes.route("modelarts:predict?address=RAW(" + address + ")");
        routes.call(from, "{}");
        routes.call(from, "{}");
        assertThat(host().connectionFailures()).isEqualTo(2);

        try (ModelArtsLocal again = ModelArtsLocal.builder().port(port).start()) {
            again.addService("echo", new EchoModel());
            routes.call(from, "{}");
            assertThat(host().connectionFailures()).isZero();
        }
    }

    @Test
    void countsAStreamUntilTheRouteStopsReading() throws Exception {
        local.addService(
                "words",
                request -> ModelAnswer.events(AnswerStream.events("one").silence()));
        AtomicInteger during = new AtomicInteger(-1);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .to("modelarts:predict?streaming=true&address=RAW(" + local.address("words") + ")")
                        .process(exchange -> during.set(state().openStreams()));
            }
        });

        routes.call("direct:stream", "{}");

        assertThat(during).hasValue(1);
        await().until(() -> state().openStreams() == 0);
    }

    @Test
    void showsWhetherTheServicesThatWereLookedUpRun() throws Exception {
        Service stopped = local.addService("stopped", new EchoModel());
        stopped.deployment().force(ServiceState.STOPPED, null);
        call("modelarts:predict?serviceName=echo", 1);
        call("modelarts:predict?serviceName=stopped", 1);

        assertThat(state().services())
                .extracting(KnownService::service, KnownService::state)
                .containsExactly(tuple("serviceName=echo", "running"), tuple("serviceName=stopped", "stopped"));
    }
}
