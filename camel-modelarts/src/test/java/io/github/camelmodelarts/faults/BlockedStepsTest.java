package io.github.camelmodelarts.faults;

import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Route steps that block after a call do not delay other calls: these still end, and do not time out. */
class BlockedStepsTest extends CoreFaultTest {

    @ParameterizedTest
    @ValueSource(ints = {8, 40})
    @Tag("K03")
    @DisplayName("K03: steps that each wait for another call; parallel steps:")
    void endsCallsThatOtherRouteStepsWaitFor(int calls) throws Exception {
        CountDownLatch all = new CountDownLatch(calls);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:nested").to(predict(echo)).process(exchange -> {
                    meet(all);
                    exchange.getMessage()
                            .setBody(routes.template().requestBody(predict(echo), "{\"inner\":1}", String.class));
                });
            }
        });

        start("direct:nested", calls);

        assertThat(ends.awaitExchanges()).hasSize(calls).allSatisfy(exchange -> {
            RouteTest.assertPredicted(exchange);
            assertThat(exchange.getMessage().getBody(String.class)).contains("inner");
        });
    }

    @Test
    @Tag("K04")
    @DisplayName("K04: 8 steps block longer than the totalTimeout of a call that gets its response at once")
    void callThatWaitsForARouteThreadDoesNotTimeOut() throws Exception {
        CountDownLatch eight = new CountDownLatch(8);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:blocked").to(predict(echo)).process(exchange -> {
                    eight.countDown();
                    block();
                });
            }
        });
        Ends answered = new Ends();
        Ends silent = new Ends();
        try (ScriptedServer server = ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp)) {
            start("direct:blocked", 8);
            waitFor(eight);

            answered.send(routes.producer(predict(echo) + "&totalTimeout=2s"), routes.exchange("{}"));
            silent.send(routes.producer(FaultTest.predict(server, "&totalTimeout=2s")), routes.exchange("{}"));
            // the later call has timed out, so the time of the earlier call is over, too
            FaultTest.assertHungUp(server);
            release();

            Exchange exchange = answered.awaitExchanges().get(0);
            RouteTest.assertPredicted(exchange);
            End timeout = silent.awaitAll().get(0);
            assertThat(timeout.exchange().getException()).isInstanceOf(ModelArtsTimeoutException.class);
            assertThat(timeout.thread()).contains(ROUTES);
            assertThat(ends.awaitExchanges()).hasSize(8).allSatisfy(RouteTest::assertPredicted);
        }
    }

    @Test
    @Tag("K04")
    @DisplayName("K04: 8 steps block while other calls get their responses")
    void addsThreadsForOtherCallsWhileStepsBlock() throws Exception {
        CountDownLatch eight = new CountDownLatch(8);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:blocked").to(predict(echo)).process(exchange -> {
                    eight.countDown();
                    block();
                });
            }
        });
        start("direct:blocked", 8);
        waitFor(eight);
        Ends others = new Ends();
        var producer = routes.producer(predict(echo));

        for (int i = 0; i < 20; i++) {
            others.send(producer, routes.exchange("{}"));
        }

        assertThat(others.awaitExchanges()).hasSize(20).allSatisfy(RouteTest::assertPredicted);
        assertThat(ends.count()).isZero();
        release();
        assertThat(ends.awaitExchanges()).hasSize(8).allSatisfy(RouteTest::assertPredicted);
    }
}
