package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

import org.apache.camel.CamelException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.examples.scaleout.Broker;
import io.github.camelmodelarts.examples.scaleout.SharedBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class StartChecksTest {

    /** The failure of a start, without the exceptions that Camel puts around it. */
    private static AbstractThrowableAssert<?, ? extends Throwable> start(String uri) {
        Throwable failure = catchThrowable(() -> {
            try (DefaultCamelContext camel = new DefaultCamelContext()) {
                camel.getRegistry()
                        .bind(
                                "secrets",
                                Map.of(
                                        "sasl.jaas.config", "test-password",
                                        "default.api.timeout.ms", "800",
                                        "request.timeout.ms", "800"));
                camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(uri).to("log:records");
                    }
                });
                camel.start();
            }
        });
        while (failure instanceof CamelException || failure instanceof RuntimeCamelException) {
            failure = failure.getCause();
        }
        return assertThat(failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            group=g                                                  | brokers is not set
            brokers=127.0.0.1:9                                      | group
            brokers=nowhere&group=g                                  | bootstrap.servers: nowhere
            brokers=127.0.0.1:9&group=g&maxInFlight=0                | maxInFlight=0
            brokers=127.0.0.1:9&group=g&maxInFlight=2&consumers=3    | from 1 to maxInFlight (2)
            brokers=127.0.0.1:9&group=g&consumers=0                  | consumers=0
            brokers=127.0.0.1:9&group=g&maxDeliveries=0              | maxDeliveries=0
            brokers=127.0.0.1:9&group=g&releaseDelay=-1              | releaseDelay=-1
            brokers=127.0.0.1:9&group=g&deadLetterTopic=inputs       | deadLetterTopic is the topic itself
            brokers=127.0.0.1:9&group=g&offsetReset=first            | first
            brokers=127.0.0.1:9&group=g&additionalProperties.max.poll.records=7 | max.poll.records can't be set
            """)
    void refusesAWrongOption(String options, String message) {
        start("kafka-share:inputs?" + options).hasMessageContaining(message);
    }

    @Test
    void namesTheTopicThatIsMissingAndTheCommandThatCreatesIt() throws Exception {
        start(SharedBroker.uri("missing", "consumers=1"))
                .hasMessageContaining("the topic missing does not exist")
                .hasMessageContaining(
                        "kafka-topics.sh --bootstrap-server " + SharedBroker.bootstrap() + " --create --topic missing");
        start(SharedBroker.uri(SharedBroker.newTopic(), "deadLetterTopic=nowhere"))
                .hasMessageContaining("the topic nowhere does not exist");
    }

    @Test
    void refusesMoreDeliveriesThanKafkaMakes() throws Exception {
        String topic = SharedBroker.newTopic();
        start(SharedBroker.uri(topic, "maxDeliveries=5"))
                .hasMessageContaining("maxDeliveries=5 is not less than the limit of deliveries of the brokers (5)")
                .hasMessageContaining("Set maxDeliveries to 4 or less");
    }

    @Test
    void saysThatBrokersCannotBeReachedWithoutShowingTheSecretsForThem() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        start("kafka-share:inputs?group=g&brokers=127.0.0.1:" + port + "&additionalProperties=#secrets")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("test-password"))
                .hasMessageContaining("127.0.0.1:" + port + " can't be reached");
    }

    @Test
    void namesTheFeatureThatIsTurnedOff(@TempDir Path folder) throws Exception {
        try (Broker broker = Broker.start(folder, Map.of(Broker.SHARE_VERSION, "0"))) {
            start("kafka-share:inputs?group=g&brokers=" + broker.bootstrap())
                    .hasMessageContaining("have no share groups")
                    .hasMessageContaining("Kafka 4.2")
                    .hasMessageContaining("upgrade --feature share.version=1");
        }
    }
}
