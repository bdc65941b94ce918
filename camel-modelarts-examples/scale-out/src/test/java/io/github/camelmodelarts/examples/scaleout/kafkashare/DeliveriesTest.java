package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.examples.scaleout.SharedBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

class DeliveriesTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HeldExchanges held = new HeldExchanges();
    private final List<String> processed = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
    }

    private void consume(String uri, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("records").process(processor);
            }
        });
        camel.start();
    }

    @Test
    void allAreInFlightAtOnceForLongerThanTheirLocksAndAcknowledgedOneByOne() throws Exception {
        String topic = SharedBroker.newTopic();
        SharedBroker.setGroup(topic, "share.record.lock.duration.ms", "2000");
        SharedBroker.send(topic, "a", "b", "c", "d", "e", "f");
        consume(SharedBroker.uri(topic, "maxInFlight=6&consumers=2"), held);
        await().until(() -> held.seen().size() == 6);
        Message message = held.get("b").getMessage();
        assertThat(message.getBody()).isEqualTo("value of b".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getHeaders())
                .containsEntry("colour", "größer")
                .containsEntry(KafkaShareConstants.TOPIC, topic)
                .containsEntry(KafkaShareConstants.PARTITION, 0)
                .containsEntry(KafkaShareConstants.OFFSET, 1L)
                .containsEntry(KafkaShareConstants.DELIVERY_COUNT, 1)
                .containsKey(KafkaShareConstants.TIMESTAMP)
                .doesNotContainKey("CamelFileName");
        held.end("a", "b");
        await().until(() -> SharedBroker.left(topic) == 4);
        await().during(Duration.ofSeconds(3)).until(() -> held.seen().size() == 6);
        held.end("c", "d", "e", "f");
        await().until(() -> SharedBroker.left(topic) == 0);
        assertThat(held.seen()).hasSize(6);
    }

    @Test
    void aRouteThatBlocksItsThreadHasAsManyInFlight() throws Exception {
        String topic = SharedBroker.newTopic();
        SharedBroker.send(topic, "a", "b", "c", "d");
        CyclicBarrier all = new CyclicBarrier(4);
        consume(SharedBroker.uri(topic, "maxInFlight=4&consumers=1"), exchange -> all.await(30, TimeUnit.SECONDS));
        await().until(() -> SharedBroker.left(topic) == 0);
    }

    @Test
    void theEndOfAnExchangeDecidesWhetherItsRecordIsDoneDeliveredAgainOrADeadLetter() throws Exception {
        String topic = SharedBroker.newTopic();
        SharedBroker.send(
                topic,
                "failing",
                "error",
                "rejected",
                "accepted",
                "released",
                "endless",
                "nonsense",
                "rolled back",
                "good");
        consume(SharedBroker.uri(topic, "maxInFlight=8&consumers=1"), this::endByKey);
        List<ConsumerRecord<String, String>> letters = SharedBroker.deadLetters(topic, 4);
        await().until(() -> SharedBroker.left(topic) == 0);

        assertThat(processed)
                .containsExactlyInAnyOrder(
                        "failing 1",
                        "failing 2",
                        "failing 3",
                        "error 1",
                        "error 2",
                        "error 3",
                        "rejected 1",
                        "accepted 1",
                        "released 1",
                        "released 2",
                        "released 3",
                        "released 4",
                        "endless 1",
                        "endless 2",
                        "endless 3",
                        "endless 4",
                        "nonsense 1",
                        "nonsense 2",
                        "rolled back 1",
                        "rolled back 2",
                        "good 1");
        assertThat(letters)
                .extracting(
                        ConsumerRecord::key,
                        ConsumerRecord::value,
                        letter -> SharedBroker.header(letter, "colour"),
                        letter -> SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_REASON),
                        letter -> SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_EXCEPTION),
                        letter -> SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_DELIVERIES),
                        letter -> SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_OFFSET))
                .containsExactlyInAnyOrder(
                        tuple(
                                "failing",
                                "value of failing",
                                "größer",
                                "failed",
                                "java.io.IOException: no use",
                                "3",
                                "0"),
                        tuple(
                                "error",
                                "value of error",
                                "größer",
                                "failed",
                                "java.lang.StackOverflowError: deep",
                                "3",
                                "1"),
                        tuple("rejected", "value of rejected", "größer", "rejected", "", "1", "2"),
                        // Kafka would drop it at this delivery
                        tuple("endless", "value of endless", "größer", "lost", "", "5", "5"));
        assertThat(letters).allSatisfy(letter -> {
            assertThat(SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_TOPIC))
                    .isEqualTo(topic);
            assertThat(SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_PARTITION))
                    .isEqualTo("0");
            assertThat(SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_GROUP))
                    .isEqualTo(topic);
        });
    }

    @Test
    void aDeadLetterWaitsForItsTopicAndGoesWithoutItsValueIfThatIsTooLarge() throws Exception {
        String topic = SharedBroker.newTopic();
        String letters = topic + ".dead-letter";
        SharedBroker.setTopic(letters, "max.message.bytes", "100");
        String value = "x".repeat(100_000);
        SharedBroker.send(new ProducerRecord<>(topic, "rejected", value));
        consume(SharedBroker.uri(topic, "maxInFlight=1&consumers=1"), this::endByKey);
        await().until(() -> !processed.isEmpty());
        await().during(Duration.ofMillis(700)).until(() -> processed.size() == 1);
        SharedBroker.setTopic(letters, "max.message.bytes", "1000");
        List<ConsumerRecord<String, String>> written = SharedBroker.deadLetters(topic, 1);
        assertThat(written)
                .extracting(ConsumerRecord::key, ConsumerRecord::value, DeliveriesTest::omitted)
                .containsExactly(tuple("rejected", null, "100000"));

        SharedBroker.setTopic(letters, "max.message.bytes", "1000000");
        SharedBroker.send(new ProducerRecord<>(topic, "rejected", value));
        assertThat(SharedBroker.deadLetters(topic, 2))
                .extracting(ConsumerRecord::value, DeliveriesTest::omitted)
                .containsExactly(tuple(null, "100000"), tuple(value, ""));
        await().until(() -> SharedBroker.left(topic) == 0);
        assertThat(processed).containsExactly("rejected 1", "rejected 1");
    }

    private static String omitted(ConsumerRecord<?, ?> letter) {
        return SharedBroker.header(letter, KafkaShareConstants.DEAD_LETTER_OMITTED_VALUE_SIZE);
    }

    private void endByKey(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        String key = message.getHeader(KafkaShareConstants.KEY, String.class);
        int delivery = message.getHeader(KafkaShareConstants.DELIVERY_COUNT, int.class);
        processed.add(key + " " + delivery);
        switch (key) {
            case "failing" -> throw new IOException("no use");
            case "error" -> throw new StackOverflowError("deep");
            case "rejected" -> exchange.setProperty(KafkaShareConstants.ACKNOWLEDGE, Acknowledgement.REJECT);
            case "accepted" -> {
                exchange.setProperty(KafkaShareConstants.ACKNOWLEDGE, "ACCEPT");
                throw new IOException("is known");
            }
            case "released" -> message.setHeader(KafkaShareConstants.ACKNOWLEDGE, delivery < 4 ? "RELEASE" : null);
            case "endless" -> message.setHeader(KafkaShareConstants.ACKNOWLEDGE, "RELEASE");
            case "nonsense" -> message.setHeader(KafkaShareConstants.ACKNOWLEDGE, delivery == 1 ? "YES" : null);
            case "rolled back" -> exchange.setRollbackOnly(delivery == 1);
            default -> message.setBody("done");
        }
    }
}
