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

/** A route that stops ends its own calls at once, those of evicted producers included, and no others. */
class StoppedRoutesTest extends CoreFaultTest {

    private static final int CALLS = 10;

    private final HeldModel model = new HeldModel();
    private final Service service = held("held", model);

    /** A route that keeps one producer only, so that all calls but the last one are under way from an evicted producer. */
    private AsyncProducer route(String id) throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).toD("${header.target}", 1);
            }
        });
        return routes.producer("direct:" + id);
    }

    private Ends underWay(String id) throws Exception {
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
    @DisplayName("K02: the stop of a route, with calls of evicted producers under way")
    void endsCallsOfEvictedProducersWithTheirRoute() throws Exception {
        Ends stopped = underWay("stopped");
        Ends others = underWay("others");
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
    @DisplayName("K02: the stop of the context, with calls of evicted producers under way")
    void endsAllCallsWithTheContext() throws Exception {
        Ends calls = underWay("stopped");
        await().atMost(SOON).until(() -> calls.count() > 0 || service.inFlight() == CALLS);
        assertThat(calls.count()).as("calls that ended before their route did").isZero();

        routes.context().stop();

        assertThat(calls.awaitExchanges()).hasSize(CALLS).allSatisfy(CoreFaultTest::assertStopped);
    }

    @Test
    @Tag("K14")
    @DisplayName("K14: a route stops with 50 calls under way, and its error handling takes its time")
    void handlesTheFailuresOfAStoppedRouteInParallelAndNotWhereItIsStopped() throws Exception {
        int calls = 50;
        CountDownLatch four = new CountDownLatch(4);
        List<String> threads = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = silent()) {
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // a default one may refuse to go on while its route stops
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

    /** Reads requests and says nothing. */
    private static ScriptedServer silent() throws IOException {
        return ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp);
    }
}
