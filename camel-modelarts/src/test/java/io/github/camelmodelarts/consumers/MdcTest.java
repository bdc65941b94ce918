package io.github.camelmodelarts.consumers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.MappedContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The MDC that Camel sets with {@code useMDCLogging}. */
class MdcTest {

    private record Seen(String thread, Map<String, String> context, String exchangeId) {}

    @Test
    void theStepsAfterACallHaveTheMdcOfTheirExchangeAndThePoolsKeepNothing() throws Exception {
        Queue<Seen> seen = new ConcurrentLinkedQueue<>();
        try (MappedContext mdc = new MappedContext();
                ModelArtsLocal local = ModelArtsLocal.start();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            Service echo = local.addService("echo", new EchoModel());
            camel.setUseMDCLogging(true);
            camel.getComponent("modelarts", ModelArtsComponent.class)
                    .getConfiguration()
                    .setAppCode(local.credentials().appCode());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in")
                            .routeId("asking")
                            .to("modelarts:predict?address=" + local.address("echo"))
                            .process(exchange -> seen.add(new Seen(
                                    Thread.currentThread().getName(),
                                    MDC.getCopyOfContextMap(),
                                    exchange.getExchangeId())));
                }
            });
            camel.start();
            echo.failNext(3, Failure.error(503, "APIG.0201", "Backend unavailable."));

            List<CompletableFuture<Exchange>> calls = IntStream.range(0, 50)
                    .mapToObj(i -> camel.createProducerTemplate()
                            .asyncSend(
                                    "direct:in",
                                    exchange -> exchange.getMessage().setBody("{}")))
                    .toList();

            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.join().getException()).isNull());
            assertThat(seen).hasSize(50).allSatisfy(step -> {
                assertThat(step.thread).contains("ModelArtsRoutes");
                assertThat(step.context)
                        .containsEntry("camel.exchangeId", step.exchangeId)
                        .containsEntry("camel.routeId", "asking");
            });
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(mdc.of("ModelArts")).isEmpty());
        }
    }
}
