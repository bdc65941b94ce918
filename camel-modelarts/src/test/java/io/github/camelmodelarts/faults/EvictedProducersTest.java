package io.github.camelmodelarts.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Camel caches a limited number of producers for targets that a route computes. The calls of an evicted producer still end normally. */
class EvictedProducersTest extends CoreFaultTest {

    private static final int CACHE = 10;
    private static final int TARGETS = 30;

    /** The Camel steps that compute their target from the exchange, each with a cache for ten producers. */
    private enum Way {
        TO_D(route -> route.toD("${header.target}", CACHE)),
        /**
         * Without an error handler: Camel caches the error handlers of recipients in a cache of the same size, and an evicted one
         * rejects its exchanges.
         */
        RECIPIENT_LIST(route -> route.errorHandler(new NoErrorHandlerDefinition())
                .recipientList()
                .header("target")
                .cacheSize(CACHE)
                .end()),
        ROUTING_SLIP(
                route -> route.routingSlip().header("target").cacheSize(CACHE).end()),
        ENRICH(route -> route.enrich().header("target").cacheSize(CACHE).end());

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without a state
        private final Consumer<RouteDefinition> step;

        Way(Consumer<RouteDefinition> step) {
            this.step = step;
        }
    }

    private final HeldModel model = new HeldModel();

    private AsyncProducer route(Consumer<RouteDefinition> step) throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition route = from("direct:computed");
                step.accept(route);
            }
        });
        return routes.producer("direct:computed");
    }

    private Exchange to(String target) {
        Exchange exchange = routes.exchange("{}");
        exchange.getMessage().setHeader("target", target);
        return exchange;
    }

    private List<Service> heldServices() {
        List<Service> services = new ArrayList<>();
        for (int i = 0; i < TARGETS; i++) {
            services.add(held("held-" + i, model));
        }
        return services;
    }

    /** Waits until the calls are in flight, or until one of them has ended too early. */
    private void awaitInFlight(int calls, List<Service> services) {
        await().atMost(SOON)
                .until(() -> ends.count() > 0
                        || services.stream().mapToInt(Service::inFlight).sum() == calls);
        assertThat(ends.count())
                .as("calls that ended before they were answered")
                .isZero();
    }

    private void assertAllPredicted() {
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K02")
    @DisplayName("K02: 30 services, a cache for 10 producers, by")
    void completesCallsToManyServices(Way way) throws Exception {
        AsyncProducer producer = route(way.step);
        List<Service> services = heldServices();

        services.forEach(service -> ends.send(producer, to(predict(service))));
        awaitInFlight(TARGETS, services);
        model.release();

        assertAllPredicted();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K02")
    @DisplayName("K02: 30 paths of a service, a cache for 10 producers, by")
    void completesCallsToManyPaths(Way way) throws Exception {
        AsyncProducer producer = route(way.step);
        Service service = held("paths", model);

        for (int i = 0; i < TARGETS; i++) {
            ends.send(producer, to(predict(service) + "&path=/" + i));
        }
        awaitInFlight(TARGETS, List.of(service));
        model.release();

        assertAllPredicted();
    }

    @Test
    @Tag("K02")
    @DisplayName("K02: a ProducerTemplate with a cache for 10 producers")
    void completesCallsOfATemplate() throws Exception {
        ProducerTemplate template = routes.context().createProducerTemplate(CACHE);
        List<Service> services = heldServices();
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();

        for (Service service : services) {
            calls.add(template.asyncSend(predict(service), to("")));
        }
        await().atMost(SOON)
                .until(() -> calls.stream().anyMatch(CompletableFuture::isDone)
                        || services.stream().mapToInt(Service::inFlight).sum() == TARGETS);
        assertThat(calls).as("calls that ended before they were answered").noneMatch(CompletableFuture::isDone);
        model.release();

        for (CompletableFuture<Exchange> call : calls) {
            RouteTest.assertPredicted(call.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        template.stop();
    }

    @Test
    @Tag("K02")
    @DisplayName("K02: more targets than toD keeps producers for by default")
    void completesCallsWithTheDefaultCacheSize() throws Exception {
        AsyncProducer producer = route(route -> route.toD("${header.target}"));
        Service service = held("first", model);
        for (int i = 0; i < TARGETS; i++) {
            ends.send(producer, to(predict(service) + "&path=/" + i));
        }
        awaitInFlight(TARGETS, List.of(service));

        // for the cache, an operation that sends nothing counts like a call
        String others = predict(echo).replace("predict", "sign");
        for (int i = 0; i < 1300; i++) {
            producer.process(to(others + "&path=/" + i));
        }
        awaitInFlight(TARGETS, List.of(service));
        model.release();

        assertAllPredicted();
    }
}
