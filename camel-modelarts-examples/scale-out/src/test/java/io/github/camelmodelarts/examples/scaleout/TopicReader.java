package io.github.camelmodelarts.examples.scaleout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic with one partition. */
final class TopicReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TopicReader() {}

    /** Returns all records of a topic, as soon as there are so many. After 30 s it returns those that are there. */
    static List<ConsumerRecord<String, String>> read(String bootstrap, String topic, int number) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            do {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            } while (System.nanoTime() - deadline < 0
                    && (records.size() < number
                            || consumer.position(partition)
                                    < consumer.endOffsets(List.of(partition)).get(partition)));
            return records;
        }
    }
}
