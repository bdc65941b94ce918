package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.scaleout.Broker;
import io.github.camelmodelarts.examples.scaleout.SharedBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BrokerRestartTest {

    private final HeldExchanges held = new HeldExchanges();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process can't be stopped there for a while")
    void aBrokerThatHangsOrStartsAgainDeliversAgainWhatWasInFlight(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Broker.class.getName(),
                        folder.toString(),
                        "group.share.heartbeat.interval.ms=100")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String bootstrap = output.readLine().replace("bootstrap=", "");
            try (DefaultCamelContext camel = new DefaultCamelContext();
                    KafkaProducer<String, String> producer = SharedBroker.producer(bootstrap)) {
                consume(camel, bootstrap);
                producer.send(SharedBroker.record("inputs", "hanging"));
                await().until(() -> held.seen().size() == 1);
                signal(process, "STOP");
                held.end("hanging");
                await().until(() -> !failures.isEmpty());
                signal(process, "CONT");
                producer.send(SharedBroker.record("inputs", "a"));
                producer.send(SharedBroker.record("inputs", "b"));
                await().until(() -> held.seen().size() == 3);
                process.getOutputStream().close();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                held.end("a");
                try (Broker again = Broker.start(folder)) {
                    assertThat(again.bootstrap()).isEqualTo(bootstrap);
                    held.end("b");
                    await().until(() -> held.seen().size() == 5);
                    held.end("a", "b");
                    producer.send(SharedBroker.record("inputs", "c"));
                    await().until(() -> held.seen().size() == 6);
                    assertThat(held.seen()).containsExactlyInAnyOrder("hanging", "a", "b", "a", "b", "c");
                    held.end("c");
                    camel.stop();
                }
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isHanging(Exchange exchange) {
        return "hanging".equals(exchange.getMessage().getHeader(KafkaShareConstants.KEY));
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void consume(DefaultCamelContext camel, String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            new NewTopic("inputs", 1, (short) 1), new NewTopic("inputs.dead-letter", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        camel.getRegistry().bind("failures", new LoggingExceptionHandler(camel, getClass()) {
            @Override
            public void handleException(String message, @Nullable Exchange exchange, @Nullable Throwable exception) {
                super.handleException(message, exchange, exception);
                failures.add(message);
            }
        });
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kafka-share:inputs?group=g&offsetReset=earliest&maxInFlight=2&consumers=1"
                                + "&exceptionHandler=#failures"
                                + "&additionalProperties.default.api.timeout.ms=1000"
                                + "&additionalProperties.reconnect.backoff.max.ms=100")
                        // the broker may have got the acknowledgement, or not
                        .filter(exchange -> !(isHanging(exchange) && held.seen().contains("hanging")))
                        .process(held);
            }
        });
        camel.getComponent("kafka-share", KafkaShareComponent.class).setBrokers(bootstrap);
        camel.start();
    }
}
