package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.http.FewClients;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Uses more HTTP client settings (proxy, TLS, {@code maxConnections}) than clients stay open. */
class ManyClientsTest extends CoreFaultTest {

    private static final int MANY = 300;
    private static final int AGAIN = 10;
    private static final int MOST_OPEN = 32;

    private AsyncProducer computed;
    private long threadsOfOne;

    /** Creates a route that computes its target from the exchange, and counts the threads of the client for one target. */
    @BeforeEach
    void begin() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:computed").toD("${header.target}");
            }
        });
        computed = routes.producer("direct:computed");
        long before = reactors();
        assertPredicted(predict(echo));
        threadsOfOne = reactors() - before;
        assertThat(threadsOfOne).isPositive();
    }

    private static long reactors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ModelArtsReactor"))
                .count();
    }

    private void awaitFewOpen() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> reactors() <= MOST_OPEN * threadsOfOne);
    }

    private Exchange to(String target) {
        Exchange exchange = routes.exchange("{}");
        exchange.getMessage().setHeader("target", target);
        return exchange;
    }

    private void assertPredicted(String target) throws Exception {
        Exchange exchange = to(target);
        computed.process(exchange);
        RouteTest.assertPredicted(exchange);
    }

    /** Calls the first targets a second time, because their clients are closed by then. */
    private void call(int targets, IntFunction<String> uri) throws Exception {
        for (int i = 0; i < targets + AGAIN; i++) {
            assertPredicted(uri.apply(i % targets));
            if (i % 100 == 99) {
                awaitFewOpen();
            }
        }
        awaitFewOpen();
    }

    @Test
    @Tag("K24")
    @DisplayName("K24: toD over 300 proxies, each with its own maxConnections: all calls succeed, with 32 clients")
    void callsThroughManyProxies() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port())) {
            call(
                    MANY,
                    i -> predict(echo).replace("127.0.0.1", "modelarts-local.test")
                            + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port() + "&proxyUsername=user-"
                            + i + "&proxyPassword=secret&maxConnections=" + (100 + i));

            assertThat(proxy.heads()).hasSize(MANY + AGAIN);
        }
    }

    @Test
    @Tag("K24")
    @DisplayName("K24: toD over 50 values of maxConnections: all calls succeed, with 32 clients")
    void callsWithManyNumbersOfConnections() throws Exception {
        call(50, i -> predict(echo) + "&maxConnections=" + (100 + i));
    }

    @Test
    @Tag("K24")
    @DisplayName("K24: toD over 40 TLS contexts: all calls succeed, with 32 clients")
    void callsWithManyTlsContexts() throws Exception {
        for (int i = 0; i < 40; i++) {
            routes.context().getRegistry().bind("trust-" + i, Trust.in(local));
        }

        call(
                40,
                i -> "modelarts:predict?authType=APP_CODE&address=" + local.tlsAddress("echo")
                        + "&sslContextParameters=#trust-" + i);
    }

    @Test
    @Tag("K24")
    @DisplayName("K24: 50 clients in use at once: none is closed, and afterwards 32 stay open")
    void closesNoClientInUse() throws Exception {
        HeldModel model = new HeldModel();
        Service held = held("held", model);
        for (int i = 0; i < 50; i++) {
            ends.send(computed, to(predict(held) + "&maxConnections=" + (100 + i)));
        }
        await().atMost(SOON).until(() -> held.inFlight() == 50);
        // a client sends its first request before all of its threads have started
        await().atMost(SOON).until(() -> reactors() >= 50 * threadsOfOne);

        model.release();

        assertThat(ends.awaitExchanges()).hasSize(50).allSatisfy(RouteTest::assertPredicted);
        awaitFewOpen();
    }

    @Test
    @Tag("K24")
    @DisplayName("K24: 8 threads call over 6 clients with room for 2: no call fails because its client was closed")
    void failsNoCallBecauseItsClientIsClosed() throws Exception {
        ModelArtsComponent component =
                ComponentAccess.component(InstantSource.system(), System::nanoTime, () -> 0.99, FewClients::two);
        component.getConfiguration().setAppCode(local.credentials().appCode());
        routes.context().addComponent("few", component);
        List<AsyncProducer> producers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            producers.add(routes.producer(
                    predict(echo).replace("modelarts:", "few:") + "&maxRetries=0&maxConnections=" + (10 + i)));
        }

        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> callAtRandom(producers, random), "caller");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ends.awaitExchanges()).hasSize(8 * 30).allSatisfy(RouteTest::assertPredicted);
    }

    private void callAtRandom(List<AsyncProducer> producers, Random random) {
        for (int i = 0; i < 30; i++) {
            ends.send(producers.get(random.nextInt(producers.size())), routes.exchange("{}"));
            if (random.nextInt(4) == 0) {
                // so that clients are idle sometimes
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> ends.count() >= ends.sent() - 8);
            }
        }
    }
}
