package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.util.FileUtil;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** One broker for all tests of a JVM, because each takes seconds to start. */
public final class SharedBroker {

    /** For fast joins of groups. The locks have Kafka's default of 30 s, so that a record is delivered again only if it is released. */
    public static final Map<String, String> SETTINGS = Map.of("group.share.heartbeat.interval.ms", "100");

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Broker BROKER = start();
    private static final Admin ADMIN = Admin.create(Map.<String, Object>of("bootstrap.servers", BROKER.bootstrap()));
    private static final KafkaProducer<String, String> PRODUCER = producer(BROKER.bootstrap());

    private SharedBroker() {}

    private static Broker start() {
        // a busy machine can need longer than the 10 s that Awaitility waits otherwise
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        try {
            Path folder = Files.createTempDirectory("shared-broker");
            Broker broker = Broker.start(folder, SETTINGS);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                FileUtil.removeDir(folder.toFile());
            }));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static KafkaProducer<String, String> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer());
    }

    public static String bootstrap() {
        return BROKER.bootstrap();
    }

    /** A new topic with one partition, and its topic for dead letters. */
    public static String newTopic() throws Exception {
        String topic = "topic-" + TOPICS.incrementAndGet();
        BROKER.createTopic(topic, 1);
        BROKER.createTopic(topic + ".dead-letter", 1);
        return topic;
    }

    /** The URI of a consumer whose group is named like its topic and reads from the beginning. */
    public static String uri(String topic, String options) {
        return "kafka-share:" + topic + "?group=" + topic + "&brokers=" + bootstrap()
                + "&offsetReset=earliest&releaseDelay=50ms&" + options;
    }

    public static void send(String topic, String... keys) throws Exception {
        for (String key : keys) {
            PRODUCER.send(record(topic, key));
        }
        PRODUCER.flush();
    }

    public static void send(ProducerRecord<String, String> record) throws Exception {
        PRODUCER.send(record).get(30, TimeUnit.SECONDS);
    }

    /** A record with headers, one of them a name of Camel's. */
    public static ProducerRecord<String, String> record(String topic, String key) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, "value of " + key);
        record.headers().add("colour", "größer".getBytes(StandardCharsets.UTF_8));
        record.headers().add("CamelFileName", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    public static void setGroup(String group, String name, String value) throws Exception {
        set(new ConfigResource(ConfigResource.Type.GROUP, group), name, value);
    }

    public static void setTopic(String topic, String name, String value) throws Exception {
        set(new ConfigResource(ConfigResource.Type.TOPIC, topic), name, value);
    }

    private static void set(ConfigResource resource, String name, String value) throws Exception {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        ADMIN.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get(10, TimeUnit.SECONDS);
    }

    /** The number of records of the topic that the group has not done with. */
    public static long left(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        SharePartitionOffsetInfo info = ADMIN.listShareGroupOffsets(
                        Map.of(topic, new ListShareGroupOffsetsSpec().topicPartitions(List.of(partition))))
                .partitionsToOffsetInfo(topic)
                .get(10, TimeUnit.SECONDS)
                .get(partition);
        return info == null ? -1 : info.lag().orElse(-1L);
    }

    /** All dead letters of a topic, as soon as there are so many. */
    public static List<ConsumerRecord<String, String>> deadLetters(String topic, int number) {
        return TopicReader.read(bootstrap(), topic + ".dead-letter", number);
    }

    public static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
