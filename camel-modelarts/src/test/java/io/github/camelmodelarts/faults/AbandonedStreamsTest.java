package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedStream;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.StreamingTest;

import static io.github.camelmodelarts.local.api.StreamEnd.CLOSED_BY_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** If the events of a stream are read no more, for any reason, the service notices at once, and nothing is left. */
class AbandonedStreamsTest extends StreamingTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Service service;
    private volatile Instant left;

    private enum Over {
        HTTP,
        TLS,
        HTTP2
    }

    @BeforeEach
    void serveEventsWithoutEnd() {
        answer = ModelAnswer.events(
                AnswerStream.events("tick").every(Duration.ofMillis(20)).repeated());
        service = service();
    }

    private String streaming(Over over) {
        String plain = streaming(service);
        return over == Over.HTTP
                ? plain
                : plain.replace(local.address(service.name()), local.tlsAddress(service.name()))
                        + "&sslContextParameters=#trust" + (over == Over.HTTP2 ? "&http2=true" : "");
    }

    private Exchange run(Over over, Consumer<RouteDefinition> steps) throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.accept(from("direct:run").routeId("run").to(streaming(over)));
            }
        });
        return nothingLeft.watched(routes.call("direct:run", "{}"));
    }

    private void assertNoticed(String how) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(SOON)
                .until(() -> service.streams().open() == 0 && service.streams().opened() > 0);
        RecordedStream stream = service.streams().recorded().get(0);
        assertThat(stream.end()).isEqualTo(CLOSED_BY_CLIENT);
        System.out.println("The service noticed after "
                + Duration.between(left, stream.ended()).toMillis() + " ms: " + how);
    }

    private static void assertClosed(Exchange exchange, long events) {
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY)).isEqualTo("CLOSED");
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_EVENTS_PROPERTY))
                .isEqualTo(events);
    }

    private void leave(Exchange exchange) {
        left = Instant.now();
        throw new IllegalStateException("a test's");
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenTheEventsAreClosed(Over over) throws Exception {
        Exchange exchange = run(
                over,
                route -> route.process(step -> {
                    events(step).next();
                    left = Instant.now();
                    events(step).close();
                    assertThat(events(step).hasNext()).isFalse();
                    assertThat(events(step).next()).isNull();
                    assertNoticed("events closed, " + over);
                }));

        assertThat(exchange.getException()).isNull();
        assertClosed(exchange, 1);
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenNoStepReadsTheEvents(Over over) throws Exception {
        Exchange exchange = run(over, route -> route.process(step -> left = Instant.now()));

        assertNoticed("exchange done, " + over);
        assertClosed(exchange, 0);
        assertThat(events(exchange).hasNext()).isTrue();
        assertThatThrownBy(events(exchange)::next)
                .cause()
                .isInstanceOf(ModelArtsStreamException.class)
                .hasMessageContaining("read it in its route");
    }

    @Test
    void endsForAReaderThatWaitsWhenAnotherThreadClosesTheEvents() throws Exception {
        answer = ModelAnswer.events(AnswerStream.events("one").silence());
        Exchange exchange = run(
                Over.HTTP,
                route -> route.process(step -> {
                    ServerSentEvents open = events(step);
                    open.next();
                    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                        await().until(() -> service.streams().open() == 1);
                        left = Instant.now();
                        open.close();
                    });
                    assertThat(open.next()).isNull();
                    closing.join();
                }));

        assertNoticed("events closed by another thread");
        assertThat(exchange.getException()).isNull();
        assertClosed(exchange, 1);
    }

    @Test
    void endsWhenALaterStepFails() throws Exception {
        Exchange exchange = run(
                Over.HTTP, route -> route.process(step -> events(step).next()).process(this::leave));

        assertNoticed("a later step failed");
        assertThat(exchange.getException()).hasMessage("a test's");
        assertClosed(exchange, 1);
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenASplitStopsOnAnException(Over over) throws Exception {
        Exchange exchange = run(
                over,
                route -> route.split()
                        .body()
                        .streaming()
                        .stopOnException()
                        .filter(part -> part.getProperty(Exchange.SPLIT_INDEX, Integer.class) == 2)
                        .process(this::leave));

        assertNoticed("split with stopOnException, " + over);
        assertThat(exchange.getException()).hasStackTraceContaining("a test's");
        assertClosed(exchange, 3);
    }

    /** Without stopOnException, a splitter sets the exception on the exchange, and goes on. */
    @Test
    void endsWhenASplitGoesOnAfterAnException() throws Exception {
        Exchange exchange =
                run(Over.HTTP, route -> route.split().body().streaming().process(this::leave));

        assertNoticed("split without stopOnException");
        assertThat(exchange.getException()).hasStackTraceContaining("a test's");
        assertClosed(exchange, 1);
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenTheRouteStops(Over over) throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Exchange> running = CompletableFuture.supplyAsync(() -> {
            try {
                return run(
                        over,
                        route -> route.split()
                                .body()
                                .streaming()
                                .stopOnException()
                                .process(part -> reading.countDown()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        left = Instant.now();
        routes.context().getRouteController().stopRoute("run");

        assertNoticed("route stopped after Camel's grace of 1 s, " + over);
        Exchange exchange = running.get(30, TimeUnit.SECONDS);
        assertThat(exchange.getException(ModelArtsStreamException.class)).hasMessageContaining("was stopped");
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY)).isEqualTo("CLOSED");
    }

    @Test
    void endsWithTheExchangeThatTookItOver() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:later").process(step -> {
                    events(step).next();
                    events(step).next();
                    left = Instant.now();
                });
                from("direct:run").to(streaming(Over.HTTP)).to("seda:later?waitForTaskToComplete=Never");
            }
        });
        routes.call("direct:run", "{}");

        assertNoticed("exchange of seda done");
        assertThat(service.streams().recorded().get(0).events()).isGreaterThanOrEqualTo(2);
    }

    /** The resource exchange of enrich has no unit of work; it hands its completions over. */
    @Test
    void endsWithTheExchangeThatEnrichFills() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:run").enrich(streaming(Over.HTTP)).process(step -> {
                    events(step).next();
                    left = Instant.now();
                });
            }
        });
        Exchange exchange = nothingLeft.watched(routes.call("direct:run", "{}"));

        assertNoticed("exchange with enrich done");
        assertClosed(exchange, 1);
    }

    @Test
    void tellsTheExchangeAlthoughAStepHasCalledWithACopy() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:run")
                        .routingSlip(constant(streaming(Over.HTTP)))
                        .uriDelimiter("#")
                        .process(step -> {
                            events(step).next();
                            left = Instant.now();
                        });
            }
        });
        Exchange exchange = nothingLeft.watched(routes.call("direct:run", "{}"));

        assertNoticed("exchange with routingSlip done");
        assertClosed(exchange, 1);
    }

    @Test
    void leavesNothingAfterAThousandStreams() throws Exception {
        Iterator<Processor> ways = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Processor next() {
                return switch (next++ % 4) {
                    case 0 -> step -> events(step).close();
                    case 1 -> step -> events(step).next();
                    case 2 -> AbandonedStreamsTest.this::leave;
                    default -> step -> {};
                };
            }
        };
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:run")
                        .to(streaming(Over.HTTP) + "&maxConnections=20")
                        .process(step -> {
                            Processor way;
                            synchronized (ways) {
                                way = ways.next();
                            }
                            way.process(step);
                        });
            }
        });
        List<Exchange> exchanges =
                routes.sendInParallel(routes.context().getEndpoint("direct:run").createAsyncProducer(), 1000);

        assertThat(exchanges).hasSize(1000);
        await().atMost(SOON)
                .until(() -> service.streams().open() == 0 && service.streams().opened() == 1000);
        assertThat(service.streams().closedByClient()).isEqualTo(1000);
    }

    @Test
    void leavesTheOtherStreamsOfAnHttp2Connection() throws Exception {
        CountDownLatch abandoned = new CountDownLatch(40);
        CompletableFuture<Exchange> sibling = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        List<Object> after = new ArrayList<>();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:sibling").to(streaming(Over.HTTP2)).process(step -> {
                    events(step).next();
                    reading.countDown();
                    assertThat(abandoned.await(30, TimeUnit.SECONDS)).isTrue();
                    for (int i = 0; i < 5; i++) {
                        after.add(events(step).next().data());
                    }
                });
                from("direct:abandoned").to(streaming(Over.HTTP2)).process(step -> {
                    events(step).next();
                    events(step).close();
                    abandoned.countDown();
                });
            }
        });
        routes.context()
                .createProducerTemplate()
                .asyncSend("direct:sibling", routes.exchange("{}"))
                .whenComplete((exchange, failure) -> sibling.complete(exchange));
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        int port = service.streams().recorded().get(0).remotePort();
        for (int i = 0; i < 40; i++) {
            assertThat(routes.call("direct:abandoned", "{}").getException()).isNull();
        }

        assertThat(sibling.get(30, TimeUnit.SECONDS).getException()).isNull();
        assertThat(after).containsOnly("tick").hasSize(5);
        await().atMost(SOON).until(() -> service.streams().closedByClient() == 41);
        assertThat(service.streams().recorded())
                .as("streams of the first connection")
                .filteredOn(stream -> stream.remotePort() == port)
                .hasSizeGreaterThan(20);
    }
}
