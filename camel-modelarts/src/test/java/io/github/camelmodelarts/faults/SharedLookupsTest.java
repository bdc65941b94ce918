package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Endpoints of one session share their look-ups of projects and services. */
class SharedLookupsTest extends CoreFaultTest {

    private static final int SERVICES = 30;

    @BeforeEach
    void openSession() {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
    }

    private String byId(Service service, String more) {
        return "modelarts:predict?authType=AK_SK&serviceId=" + service.id() + more;
    }

    private Exchange called(String uri) throws Exception {
        Exchange exchange = routes.exchange("{}");
        routes.producer(uri).process(exchange);
        return exchange;
    }

    private void assertPredicted(String uri) throws Exception {
        RouteTest.assertPredicted(called(uri));
    }

    private long projectLookups() {
        return local.requests().stream()
                .filter(request -> request.target().startsWith("/v3/projects"))
                .count();
    }

    @Test
    @Tag("K25")
    @DisplayName("K25: toD over 30 services of a session looks the project up once, and each service once")
    void looksUpOnceForAllServicesOfASession() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:computed").toD("${header.target}");
            }
        });
        AsyncProducer computed = routes.producer("direct:computed");
        List<Service> services = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            services.add(local.addService("service-" + i, new EchoModel()));
        }

        for (int round = 0; round < 2; round++) {
            for (Service service : services) {
                Exchange exchange = routes.exchange("{}");
                // a different path makes a different endpoint
                exchange.getMessage().setHeader("target", byId(service, "&path=/" + round));
                ends.send(computed, exchange);
            }
            ends.awaitAll();
        }

        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(local.management().requests()).isEqualTo(SERVICES);
        assertThat(projectLookups()).isEqualTo(1);
    }

    @Test
    @Tag("K25")
    @DisplayName("K25: a look-up continues for other endpoints when the endpoint that began it stops")
    void lookUpContinuesForOtherEndpoints() throws Exception {
        local.management().delay(Duration.ofMillis(500));
        AsyncProducer first = routes.producer(byId(echo, "&path=/first"));
        AsyncProducer second = routes.producer(byId(echo, "&path=/second"));
        Exchange stopped = routes.exchange("{}");
        ends.send(first, stopped);
        await().atMost(SOON).until(() -> local.management().requests() == 1);
        ends.send(second, routes.exchange("{}"));

        first.stop();

        assertThat(ends.awaitExchanges()).hasSize(2).allSatisfy(exchange -> {
            if (exchange == stopped) {
                assertStopped(exchange);
            } else {
                RouteTest.assertPredicted(exchange);
            }
        });
        assertThat(local.management().requests()).isEqualTo(1);
    }

    @Test
    @Tag("K25")
    @DisplayName("K25: each endpoint checks a looked-up address against its own allowedHosts")
    void checksAddressesForEachEndpoint() throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, "", "{}")) {
            echo.deployment().advertise(elsewhere.address());
            String allowed = byId(echo, "&allowedHosts=127.0.0.1");
            assertPredicted(allowed);
            assertThat(local.management().requests()).isEqualTo(1);

            assertThat(called(byId(echo, "")).getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("neither the configured one nor in allowedHosts");
            assertPredicted(allowed + "&path=/again");

            assertThat(elsewhere.heads()).hasSize(2);
            // an address that one endpoint may not use is looked up again for it, and kept for the others
            assertThat(local.management().requests()).isEqualTo(2);
            assertThat(projectLookups()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"&responseTimeout=20s", "&maxRetries=1", "&maxConnections=7", "&authType=TOKEN", "&apiVersion=v2"
            })
    @Tag("K25")
    @DisplayName("K25: endpoints share no look-ups if they differ in")
    void doesNotShareLookUpsWithAnotherSession(String option) throws Exception {
        assertPredicted(byId(echo, ""));
        String same = byId(echo, option);
        assertPredicted(option.contains("authType") ? same.replace("authType=AK_SK&", "") : same);

        assertThat(local.management().requests()).isEqualTo(2);
        assertThat(projectLookups()).isEqualTo(2);
    }
}
