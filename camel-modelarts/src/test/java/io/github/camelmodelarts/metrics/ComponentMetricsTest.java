package io.github.camelmodelarts.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.Routes;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The metrics of a component, in the registry of its context. */
class ComponentMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());

    @AfterEach
    void close() {
        local.close();
    }

    private Routes routes(Object registry) throws Exception {
        Routes routes = Routes.measured(registry);
        routes.component().getConfiguration().setAppCode(local.credentials().appCode());
        return routes;
    }

    private String uri() {
        return uri("echo");
    }

    private String uri(String service) {
        return "modelarts:predict?address=" + local.address(service);
    }

    private static List<Meter> ours(MeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().matches("(modelarts|gen_ai)[.].*"))
                .toList();
    }

    private List<Meter> gauges(Routes routes) {
        return ours(meters).stream()
                .filter(meter -> routes.context().getName().equals(meter.getId().getTag("camelContext")))
                .filter(meter -> meter.getId().getTag("host") != null)
                .toList();
    }

    /** The timer with these tags. A call is measured a moment after its exchange goes on. */
    private void assertMeasured(String... tags) {
        await().untilAsserted(() -> {
            Timer timer = meters.find("modelarts.client.call").tags(tags).timer();
            assertThat(timer).isNotNull();
            assertThat(timer.count()).isEqualTo(1);
            assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        });
    }

    @Test
    void measuresEachCallByItsOutcomeErrorCodeAndAttempts() throws Exception {
        try (Routes routes = routes(meters)) {
            String from = routes.route(uri());
            assertPredicted(routes.call(from, "{}"));
            assertMeasured("outcome", "SUCCESS", "error.code", "none", "attempts", "1", "operation", "predict");

            echo.failNext(1, Failure.error(429, "APIG.0308", "The throttling threshold has been reached"));
            assertPredicted(routes.call(from, "{}"));
            assertMeasured("outcome", "SUCCESS", "error.code", "none", "attempts", "2");

            echo.failNext(1, Failure.error(400, "X.1", "a secret text"));
            assertThat(routes.call(from, "{}").getException()).isNotNull();
            assertMeasured("outcome", "VALIDATION", "error.code", "other", "attempts", "1");

            assertThat(meters.get("modelarts.client.retries").counter().count()).isEqualTo(1);
            assertThat(meters.get("modelarts.client.sent").counter().count()).isEqualTo(2 * 4);
            assertThat(meters.get("modelarts.client.received").counter().count())
                    .isPositive();
            assertThat(ours(meters))
                    .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("secret"));
        }
    }

    @Test
    void namesTheServiceAsTheOptionsDo() throws Exception {
        try (Routes routes = managed()) {
            assertPredicted(routes.send("modelarts:predict?serviceName=echo", "{}"));

            assertMeasured("operation", "predict", "service", "echo", "outcome", "SUCCESS");
            assertThat(meters.find("modelarts.client.call")
                            .tag("operation", "management")
                            .timers())
                    .isNotEmpty();
        }
    }

    @Test
    void countsCallsInFlightAndWaitingForEachHost() throws Exception {
        HeldModel held = new HeldModel();
        local.addService("held", held);
        try (Routes routes = routes(meters)) {
            var calls = routes.startInParallel(uri("held") + "&maxConnections=2", 5);

            await().untilAsserted(() -> {
                assertThat(gauge("modelarts.client.calls.in.flight")).isEqualTo(2);
                assertThat(gauge("modelarts.client.calls.waiting")).isEqualTo(3);
                assertThat(gauge("modelarts.client.calls.limit")).isEqualTo(2);
                assertThat(gauge("modelarts.client.connections")).isEqualTo(2);
                assertThat(gauge("modelarts.client.retry.quota")).isEqualTo(500);
            });
            held.release();
            calls.join();
            await().untilAsserted(() -> {
                assertThat(gauge("modelarts.client.calls.in.flight")).isZero();
                assertThat(gauge("modelarts.client.calls.waiting")).isZero();
            });
        } finally {
            held.release();
        }
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    void theGaugesOfAHostWithALongNameHaveValues() throws Exception {
        // as long as the hosts of the API Gateway
        String host = "d7da6fe436fb48f2af3c5c2e5b203df7.apig.cn-north-4.huaweiclouds.invalid";
        try (Routes routes = routes(meters)) {
            String from = routes.route("modelarts:predict?maxRetries=0&address=https://" + host + "/v1/infers/echo");
            assertThat(routes.call(from, "{}").getException()).isNotNull();

            assertThat(gauges(routes)).hasSize(5).allSatisfy(gauge -> {
                assertThat(gauge.getId().getTag("host")).isEqualTo(host);
                assertThat(gauge.measure().iterator().next().getValue()).isNotNaN();
            });
            assertMeasured("service", host, "outcome", "CONNECTION");
        }
    }

    @Test
    void measuresAPredictionWhoseServiceCanNotBeCalled() throws Exception {
        echo.deployment().stop();
        try (Routes routes = managed()) {
            assertThat(routes.send("modelarts:predict?serviceName=nothing", "{}")
                            .getException())
                    .isNotNull();
            assertMeasured("operation", "predict", "service", "nothing", "outcome", "VALIDATION", "attempts", "0");

            assertThat(routes.send(
                                    "modelarts:predict?serviceId="
                                            + echo.deployment().id(),
                                    "{}")
                            .getException())
                    .isInstanceOf(ModelArtsServiceStateException.class);
            assertMeasured(
                    "operation",
                    "predict",
                    "service",
                    echo.deployment().id(),
                    "outcome",
                    "SERVER_ERROR",
                    "attempts",
                    "0");
            assertThat(gauges(routes))
                    .extracting(gauge -> gauge.getId().getTag("host"))
                    .containsOnly(local.modelArtsEndpoint().replaceFirst("https?://", ""));
        }
    }

    private Routes managed() throws Exception {
        Routes routes = Routes.measured(meters);
        var options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setProjectId(local.credentials().projectId());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return routes;
    }

    @Test
    void countsTheBodyOfAnAttemptThatATimeoutEnds() throws Exception {
        HeldModel held = new HeldModel();
        local.addService("held", held);
        try (Routes routes = routes(meters)) {
            assertThat(routes.send(uri("held") + "&totalTimeout=500ms", "{}").getException())
                    .isInstanceOf(ModelArtsTimeoutException.class);

            assertMeasured("outcome", "TIMEOUT", "attempts", "1");
            assertThat(meters.get("modelarts.client.sent").counter().count()).isEqualTo(2);
        } finally {
            held.release();
        }
    }

    @Test
    void theComponentsOfAContextHaveTheirOwnMetrics() throws Exception {
        try (Routes routes = routes(meters)) {
            ModelArtsComponent bound = new ModelArtsComponent();
            bound.getConfiguration().setAppCode(local.credentials().appCode());
            routes.context().getRegistry().bind("bound", bound);
            ModelArtsComponent added = new ModelArtsComponent();
            added.getConfiguration().setAppCode(local.credentials().appCode());
            int before = routes.context().getComponentNames().size();
            routes.context().addComponent("added", added);
            for (String component : List.of("modelarts", "bound", "added")) {
                assertPredicted(routes.send(uri().replace("modelarts:", component + ":"), "{}"));
            }
            assertMeasured("component", "modelarts", "outcome", "SUCCESS");
            assertMeasured("component", "bound", "outcome", "SUCCESS");
            assertMeasured("component", "added-" + before, "outcome", "SUCCESS");

            bound.stop();
            added.stop();

            assertThat(ours(meters))
                    .isNotEmpty()
                    .allSatisfy(meter ->
                            assertThat(meter.getId().getTag("component")).isEqualTo("modelarts"));
            assertThat(gauge("modelarts.client.calls.limit")).isPositive();
        }
    }

    @Test
    void theGaugesOfAHostGoWithItsRouteAndReturnWithItsNextCall() throws Exception {
        try (Routes routes = routes(meters)) {
            String from = routes.route(uri());
            assertPredicted(routes.call(from, "{}"));
            assertThat(gauges(routes)).isNotEmpty();
            String id = routes.context().getRoutes().get(0).getRouteId();

            // the call gives its permit back a moment after its exchange is done
            await().untilAsserted(() ->
                    assertThat(gauge("modelarts.client.calls.in.flight")).isZero());
            routes.context().getRouteController().stopRoute(id);
            assertThat(routes.context().removeRoute(id)).isTrue();

            assertThat(gauges(routes)).isEmpty();
            assertThat(meters.find("modelarts.client.call").timer()).isNotNull();

            assertPredicted(routes.send(uri(), "{}"));
            assertThat(gauges(routes)).isNotEmpty();
        }
    }

    @Test
    void aStoppedRouteLeavesTheGaugesOfAHostThatOthersCall() throws Exception {
        HeldModel held = new HeldModel();
        local.addService("held", held);
        try (Routes routes = routes(meters)) {
            assertPredicted(routes.call(routes.route(uri()), "{}"));
            var call = routes.startInParallel(uri("held"), 1);
            await().untilAsserted(() ->
                    assertThat(gauge("modelarts.client.calls.in.flight")).isEqualTo(1));

            routes.context().getRouteController().stopAllRoutes();

            assertThat(gauge("modelarts.client.calls.in.flight")).isEqualTo(1);
            held.release();
            call.join();
        } finally {
            held.release();
        }
    }

    @Test
    void aStoppedContextTakesItsMetersAlongAndLeavesThoseOfAnother() throws Exception {
        try (Routes stays = routes(meters)) {
            try (Routes goes = routes(meters)) {
                assertPredicted(stays.send(uri(), "{}"));
                assertPredicted(goes.send(uri(), "{}"));
                assertThat(contexts())
                        .contains(stays.context().getName(), goes.context().getName());
                assertThat(gauges(goes)).hasSameSizeAs(gauges(stays)).isNotEmpty();
            }
            assertThat(contexts()).containsOnly(stays.context().getName());
            assertThat(gauges(stays)).isNotEmpty();
            assertPredicted(stays.send(uri(), "{}"));
            await().untilAsserted(() -> assertThat(meters.get("modelarts.client.call").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(2));
        }
        assertThat(ours(meters)).isEmpty();
    }

    private Stream<String> contexts() {
        return ours(meters).stream().map(meter -> meter.getId().getTag("camelContext"));
    }

    @Test
    void aRegistryThatThrowsAffectsNoCallAndIsLoggedOnce() throws Exception {
        ThrowingRegistry throwing = new ThrowingRegistry();
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            try (Routes routes = routes(throwing)) {
                String from = routes.route(uri());
                for (int i = 0; i < 20; i++) {
                    assertPredicted(routes.call(from, "{}"));
                }
            }
            assertThat(throwing.thrown.get()).isGreaterThan(20);
            assertThat(log.text().split("The registry of Micrometer has failed", -1))
                    .hasSize(2);
            assertThat(log.text()).doesNotContain("A listener of calls threw");
        }
    }

    @Test
    void usesTheRegistryThatCamelMicrometerMakes() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutePolicyFactory(new MicrometerRoutePolicyFactory());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:predict")
                            .to(uri() + "&appCode=" + local.credentials().appCode());
                }
            });
            camel.start();
            assertPredicted(camel.createProducerTemplate()
                    .send("direct:predict", exchange -> exchange.getMessage().setBody("{}")));

            MeterRegistry made = camel.getRegistry().lookupByNameAndType("metricsRegistry", MeterRegistry.class);
            assertThat(made).isNotNull();
            assertThat(ours(made)).isNotEmpty();
        }
    }

    @Test
    void measuresNothingIfItIsNotClearWhichRegistryToUse() throws Exception {
        try (AllLoggersAtInfo log = new AllLoggersAtInfo();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("one", meters);
            camel.getRegistry().bind("two", new SimpleMeterRegistry());
            camel.addComponent("modelarts", new ModelArtsComponent());
            camel.start();

            assertThat(log.text()).contains("several MeterRegistry beans", "metricsRegistry");
            assertThat(ours(meters)).isEmpty();
        }
    }

    @Test
    void aCallThatEndsAfterTheComponentLeavesNoMeter() throws Exception {
        HeldModel held = new HeldModel();
        local.addService("held", held);
        try (Routes routes = routes(meters)) {
            var call = routes.startInParallel(uri("held"), 1);
            await().untilAsserted(() ->
                    assertThat(gauge("modelarts.client.calls.in.flight")).isEqualTo(1));

            routes.context().getShutdownStrategy().setTimeout(1);
            routes.component().stop();

            Exchange ended = call.get(30, TimeUnit.SECONDS).get(0);
            assertThat(ended.getException()).isNotNull();
            assertThat(ours(meters)).isEmpty();
        } finally {
            held.release();
        }
    }
}
