package io.github.camelmodelarts.faults;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.FullPort;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A call ends once: with its route, its caller or its time limit. It starts nothing after that. */
class EndOfCallTest extends RouteTest {

    /** Much longer than each of these calls may take, and much shorter than the limits that would end them otherwise. */
    private static final Duration SOON = FaultTest.SOON;

    private static final int RESTARTS = Boolean.getBoolean("soak") ? 200 : 10;

    @RegisterExtension
    final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    @AfterEach
    void noDelay() {
        echo.delay(Duration.ZERO);
    }

    private String predict(String options) {
        return predict("APP_SIGNATURE", local.address("echo")) + options;
    }

    @Test
    @DisplayName("F32: no server listens")
    void endsACallIfTheConnectionIsRefused() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            Instant start = Instant.now();

            Exchange exchange = nothingLeft.watched(nothingLeft
                    .routes()
                    .send(predict("APP_SIGNATURE", "http://127.0.0.1:" + port.number() + "/v1"), "{}"));

            assertThat(exchange.getException()).isInstanceOf(ModelArtsConnectionException.class);
            ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
            assertThat(failure.mayHaveExecuted()).isFalse();
            assertThat(failure.isRetryable()).isTrue();
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    @Test
    @DisplayName("F32: a host that does not respond to connection requests")
    void endsACallAtConnectTimeout() throws Exception {
        try (FullPort full = new FullPort()) {
            Instant start = Instant.now();

            Exchange exchange = nothingLeft.watched(nothingLeft
                    .routes()
                    .send(
                            predict("APP_SIGNATURE", "http://127.0.0.1:" + full.number() + "/v1")
                                    + "&connectTimeout=300ms",
                            "{}"));

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsTimeoutException.class)
                    .hasMessageContaining("connectTimeout=PT0.3S");
            ModelArtsTimeoutException failure = (ModelArtsTimeoutException) exchange.getException();
            assertThat(failure.mayHaveExecuted()).isFalse();
            assertThat(failure.isRetryable()).isTrue();
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    @Test
    @DisplayName("F38: the route stops")
    void endsWithItsRoute() throws Exception {
        try (ScriptedServer server = hanging()) {
            AsyncProducer producer = nothingLeft.routes().producer(FaultTest.predict(server, ""));
            Exchange exchange = nothingLeft.routes().exchange("{}");
            AtomicInteger callbacks = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(1);
            producer.process(exchange, doneSync -> {
                callbacks.incrementAndGet();
                ended.countDown();
            });
            await().until(() -> server.heads().size() == 1);

            producer.stop();

            assertThat(ended.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertStopped(exchange);
            FaultTest.assertHungUp(server);
            assertThat(callbacks).hasValue(1);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    @DisplayName("F38: the waiting caller is interrupted")
    void releasesAnInterruptedThread() throws Exception {
        try (ScriptedServer server = hanging()) {
            CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            String from = nothingLeft.routes().route(FaultTest.predict(server, "&totalTimeout=3s"));
            Thread caller = new Thread(() -> {
                failure.complete(nothingLeft.routes().call(from, "{}").getException());
                flagKept.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            await().until(() -> server.heads().size() == 1);

            caller.interrupt();

            assertThat(failure.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(flagKept.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            // Camel does not pass the interruption on: the call in flight ends at its time limit
            FaultTest.assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    @DisplayName("F44: a stream of 10 MiB that can be read once, a 503, and a redelivery")
    void doesNotResendAStreamThatWasRead() throws Exception {
        nothingLeft.routes().context().setStreamCaching(false);

        Exchange exchange = redelivered(new ByteArrayInputStream(tenMebibytes()));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("can't be read again")
                .hasMessageContaining("stream caching");
        assertThat(request().status()).isEqualTo(503);
    }

    @Test
    @DisplayName("F44: a stream of 10 MiB that Camel has cached, a 503, and a redelivery")
    void resendsACachedStreamCompletely() throws Exception {
        byte[] content = tenMebibytes();

        Exchange exchange = redelivered(new ByteArrayInputStream(content));

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getBody(String.class))
                .contains("\"bytes\":" + content.length)
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        requests(2);
    }

    /** The result for a body that is redelivered after a first response with 503. */
    private Exchange redelivered(InputStream body) throws Exception {
        sink.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable"));
        nothingLeft.routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(ModelArtsOperationFailedException.class)
                        .maximumRedeliveries(2)
                        .redeliveryDelay(0);
                from("direct:redelivered").to(predict("AK_SK", local.address("sink")) + "&bodyType=RAW");
            }
        });
        return nothingLeft.watched(nothingLeft.routes().call("direct:redelivered", body));
    }

    private static byte[] tenMebibytes() {
        byte[] content = new byte[10 << 20];
        new Random(7).nextBytes(content);
        return content;
    }

    /** Reads requests and sends no response. */
    private static ScriptedServer hanging() throws IOException {
        return ScriptedServer.playing(line -> {
            line.request();
            line.awaitHangUp();
        });
    }

    private static void assertStopped(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("stopped");
    }

    @Test
    @DisplayName("F45: 1,000 parallel calls, 32 of them admitted")
    void admitsNoMoreThanMaxConnections() throws Exception {
        HeldModel model = new HeldModel();
        Service held = local.addService("thirty-two", model).backendTimeout(Duration.ZERO);
        // until a key has succeeded once, other calls wait for the first ones
        assertPredicted(nothingLeft.routes().send(predict(""), "{}"));

        CompletableFuture<List<Exchange>> calls = nothingLeft
                .routes()
                .startInParallel(predict("APP_SIGNATURE", local.address(held.name())) + "&maxConnections=32", 1000);
        await().until(() -> held.inFlight() == 32);
        model.release();

        assertThat(calls.get(60, TimeUnit.SECONDS)).hasSize(1000).allSatisfy(RouteTest::assertPredicted);
        assertThat(held.peakInFlight()).isEqualTo(32);
    }

    @Test
    @DisplayName("F48: a context stops with 100 calls in flight, which end in time")
    void letsCallsInFlightEndWhenTheContextStops() throws Exception {
        // until a key has succeeded once, other calls wait for the first ones
        assertPredicted(nothingLeft.routes().send(predict(""), "{}"));
        HeldModel model = new HeldModel();
        Service held = local.addService("held", model).backendTimeout(Duration.ZERO);
        List<Exchange> exchanges = new ArrayList<>();
        AtomicInteger callbacks = started(exchanges, predict("APP_SIGNATURE", local.address(held.name())));
        await().until(() -> held.inFlight() == 100);

        CamelContext context = nothingLeft.routes().context();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(context::stop);
        await().until(context::isStopping);
        model.release();
        stop.get(60, TimeUnit.SECONDS);

        assertThat(callbacks).hasValue(100);
        assertThat(exchanges).hasSize(100).allSatisfy(RouteTest::assertPredicted);
        requests(101);
    }

    @Test
    @DisplayName("F48: a context stops with 100 calls in flight, which do not end")
    void endsCallsInFlightAfterTheShutdownTimeout() throws Exception {
        nothingLeft.routes().context().getShutdownStrategy().setTimeout(1);
        List<Exchange> exchanges = new ArrayList<>();
        try (ScriptedServer server = hanging()) {
            AtomicInteger callbacks = started(exchanges, FaultTest.predict(server, ""));
            await().until(() -> server.heads().size() == 100);
            Instant start = Instant.now();

            nothingLeft.routes().context().stop();

            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            await().untilAsserted(() -> assertThat(callbacks).hasValue(100));
            assertThat(exchanges).hasSize(100).allSatisfy(EndOfCallTest::assertStopped);
            FaultTest.assertHungUp(server);
            assertThat(server.heads()).hasSize(100);
        }
    }

    private AtomicInteger started(List<Exchange> exchanges, String uri) throws Exception {
        AtomicInteger callbacks = new AtomicInteger();
        AsyncProducer producer =
                nothingLeft.routes().producer(nothingLeft.routes().route(uri));
        for (int i = 0; i < 100; i++) {
            Exchange exchange = nothingLeft.routes().exchange("{}");
            exchanges.add(exchange);
            producer.process(exchange, doneSync -> callbacks.incrementAndGet());
        }
        return callbacks;
    }

    @Test
    @DisplayName("F50: a route is suspended and resumed again and again")
    void worksAfterEachSuspension() throws Exception {
        nothingLeft.routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:paused").routeId("paused").to(predict(""));
            }
        });
        for (int i = 0; i < 100; i++) {
            nothingLeft.routes().context().getRouteController().suspendRoute("paused");
            nothingLeft.routes().context().getRouteController().resumeRoute("paused");
            if (i % 10 == 0) {
                assertPredicted(nothingLeft.routes().call("direct:paused", "{}"));
            }
        }
    }

    @Test
    @DisplayName("F50: a context is stopped and started again and again")
    void worksAfterEachRestart() throws Exception {
        local.addService("open", new EchoModel()).withoutAuthentication();
        try (Routes restarted = Routes.anonymous()) {
            for (int i = 0; i < RESTARTS; i++) {
                assertPredicted(restarted.send(predict("NONE", local.address("open")), "{}"));
                restarted.context().stop();
                restarted.context().start();
            }
        }
    }
}
