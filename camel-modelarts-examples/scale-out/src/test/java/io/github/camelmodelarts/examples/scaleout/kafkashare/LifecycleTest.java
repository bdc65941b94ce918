package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.examples.scaleout.SharedBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LifecycleTest {

    private final HeldExchanges held = new HeldExchanges();

    @Test
    void aSuspendedOrStoppedRouteEndsWhatIsInFlightAndAForcedStopReleasesIt() throws Exception {
        String topic = SharedBroker.newTopic();
        SharedBroker.setGroup(topic, "share.delivery.count.limit", "10");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(SharedBroker.uri(topic, "maxInFlight=2&consumers=2&maxDeliveries=1"))
                            .routeId("records")
                            .process(held);
                }
            });
            camel.start();
            SharedBroker.send(topic, "a");
            await().until(() -> held.seen().equals(List.of("a")));

            FutureTask<?> suspended = elsewhere(() -> {
                camel.getRouteController().suspendRoute("records");
                return null;
            });
            await().until(() -> camel.getRoute("records").getConsumer() instanceof ShareGroupConsumer consumer
                    && consumer.isSuspended());
            SharedBroker.send(topic, "b");
            await().during(Duration.ofMillis(700)).until(() -> held.seen().size() == 1);
            assertThat(suspended).isNotDone();
            held.end("a");
            suspended.get(30, TimeUnit.SECONDS);
            assertThat(SharedBroker.left(topic)).isEqualTo(1);
            camel.getRouteController().resumeRoute("records");
            await().until(() -> held.seen().size() == 2);

            int first = deliveryOf("b");
            FutureTask<?> stopped = elsewhere(() -> {
                camel.getRouteController().stopRoute("records");
                return null;
            });
            await().until(() -> camel.getRoute("records").getConsumer() instanceof ShareGroupConsumer consumer
                    && consumer.isSuspended());
            held.end("b", exchange -> exchange.setException(new IOException("again, please")));
            stopped.get(30, TimeUnit.SECONDS);
            camel.getRouteController().startRoute("records");
            await().until(() -> held.seen().size() == 3);
            int second = deliveryOf("b");
            assertThat(second).isGreaterThan(first);

            camel.getRouteController().stopRoute("records", 1, TimeUnit.SECONDS);
            camel.getRouteController().startRoute("records");
            await().until(() -> held.seen().size() == 4);
            assertThat(deliveryOf("b")).isGreaterThan(second);
            held.end("b");
            await().until(() -> SharedBroker.left(topic) == 0);
            // the exchange of the forced stop has no end
            camel.getShutdownStrategy().setTimeout(1);
        }
    }

    /** An idle connection that is closed can cost a delivery: what its last request for records locks is released at once. */
    private int deliveryOf(String key) {
        return held.get(key).getMessage().getHeader(KafkaShareConstants.DELIVERY_COUNT, int.class);
    }

    private static FutureTask<?> elsewhere(Callable<?> task) {
        FutureTask<?> future = new FutureTask<>(task);
        new Thread(future).start();
        return future;
    }
}
