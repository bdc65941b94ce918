package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stopping route ends its own calls at once, including those of evicted producers, and no others. */
class StoppedRoutesTest extends CoreFaultTest {

    private static final int CALLS = 10;

    private final HeldModel model = new HeldModel();
    private final Service service = held("held", model);

    /** Creates a route that caches only one producer, so that all calls in flight except the last are from evicted producers. */
    private AsyncProducer route(String id) throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).toD("${header.target}", 1);
            }
        });
        return routes.producer("direct:" + id);
    }

    private Ends startCalls(String id) throws Exception {
        Ends calls = new Ends();
        AsyncProducer producer = route(id);
        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = routes.exchange("{}");
            exchange.getMessage().setHeader("target", predict(service) + "&path=/" + id + i);
            calls.send(producer, exchange);
        }
        return calls;
    }

    private void stop(String id) throws Exception {
        routes.context().getRouteController().stopRoute(id, 1, TimeUnit.SECONDS);
    }

    @Test
    @Tag("K02")
    @DisplayName("K02: a route stops with calls of evicted producers in flight")
    void endsCallsOfEvictedProducersWithTheirRoute() throws Exception {
        Ends stopped = startCalls("stopped");
        Ends others = startCalls("others");
        await().atMost(SOON).until(() -> stopped.count() + others.count() > 0 || service.inFlight() == 2 * CALLS);
        assertThat(stopped.count() + others.count())
                .as("calls that ended before their route did")
                .isZero();

        stop("stopped");

        assertThat(stopped.awaitExchanges()).hasSize(CALLS).allSatisfy(CoreFaultTest::assertStopped);
        assertThat(others.count()).isZero();
        model.release();
        assertThat(others.awaitExchanges()).hasSize(CALLS).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("K02")
    @DisplayName("K02: the context stops with calls of evicted producers in flight")
    void endsAllCallsWithTheContext() throws Exception {
        Ends calls = startCalls("stopped");
        await().atMost(SOON).until(() -> calls.count() > 0 || service.inFlight() == CALLS);
        assertThat(calls.count()).as("calls that ended before their route did").isZero();

        routes.context().stop();

        assertThat(calls.awaitExchanges()).hasSize(CALLS).allSatisfy(CoreFaultTest::assertStopped);
    }

    @Test
    @Tag("K14")
    @DisplayName("K14: a route stops with 50 calls in flight, and its error handling is slow")
    void handlesTheFailuresOfAStoppedRouteInParallelOnOtherThreads() throws Exception {
        int calls = 50;
        CountDownLatch four = new CountDownLatch(4);
        List<String> threads = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = silent()) {
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // the default error handler may refuse to continue while its route stops
                    errorHandler(noErrorHandler());
                    from("direct:stopped")
                            .routeId("stopped")
                            .doTry()
                            .to(FaultTest.predict(server, ""))
                            .doCatch(Exception.class)
                            .process(exchange -> {
                                threads.add(Thread.currentThread().getName());
                                meet(four);
                            })
                            .end();
                }
            });
            start("direct:stopped", calls);
            await().until(() -> server.heads().size() == calls);

            CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> {
                try {
                    stop("stopped");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });

            stop.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(ends.awaitAll()).hasSize(calls).extracting(End::thread).allMatch(name -> name.contains(ROUTES));
            assertThat(threads).hasSize(calls).allMatch(name -> name.contains(ROUTES));
        }
    }

    /** Reads requests and sends no response. */
    private static ScriptedServer silent() throws IOException {
        return ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp);
    }
}
