package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Announces inputs to a broker, and repeats them from a ledger. */
class AnnouncerTest {

    private static final String SHA256 = "0".repeat(64);

    @TempDir
    static Path folder;

    private static Broker broker;
    private static Postgres database;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.start(folder.resolve("broker"));
        database = Postgres.start(folder.resolve("database"));
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
        broker.close();
    }

    private int run(String... arguments) {
        PrintStream both = new PrintStream(output, true, UTF_8);
        return ScaleOut.run(both, both, Map.of("LEDGER_USER", Postgres.USER), arguments);
    }

    private static List<ConsumerRecord<String, byte[]>> records(String topic, int count) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (records.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    private static String header(ConsumerRecord<String, byte[]> announced, String name) {
        return announced.headers().lastHeader(name) == null
                ? null
                : new String(announced.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void announcesSmallFilesWithTheirContentAndLargeOnesByPath() throws Exception {
        broker.createTopic("folder", 1);
        Path inputs = Files.createDirectories(folder.resolve("inputs/sub")).getParent();
        Files.writeString(inputs.resolve("small.json"), "{}");
        Files.write(inputs.resolve("sub/large.png"), new byte[200]);
        Files.writeString(inputs.resolve(".hidden"), "not announced");

        int status = run(
                "announce",
                inputs.toString(),
                "--bootstrap=" + broker.bootstrap(),
                "--topic=folder",
                "--bytes-up-to=100");

        assertThat(output.toString(UTF_8)).contains("2 inputs are announced");
        assertThat(status).isZero();
        assertThat(records("folder", 2))
                .hasSize(2)
                .anySatisfy(small -> {
                    assertThat(small.key()).isEqualTo("small.json");
                    assertThat(small.value()).asString(UTF_8).isEqualTo("{}");
                    assertThat(header(small, Announcement.NAME)).isEqualTo("small.json");
                    assertThat(header(small, Announcement.SIZE)).isEqualTo("2");
                    assertThat(header(small, Announcement.SHA256)).startsWith("44136fa355b3678a1146ad16f7e8649e94fb4f");
                    assertThat(header(small, Announcement.FILE)).isNull();
                })
                .anySatisfy(large -> {
                    assertThat(large.key()).isEqualTo("sub/large.png");
                    assertThat(large.value()).isNull();
                    assertThat(header(large, Announcement.NAME)).isEqualTo("large.png");
                    assertThat(header(large, Announcement.FILE)).isEqualTo("sub/large.png");
                });
    }

    @Test
    void failsIfAnAnnouncementIsNotStored() throws Exception {
        broker.createTopic("small", 1);
        try (Announcer announcer = new Announcer(broker.bootstrap(), "small")) {
            announcer.announce(Announcement.ofBytes("large", "large", new byte[2_000_000]));

            assertThatIOException()
                    .isThrownBy(announcer::flush)
                    .withMessageContaining("was not stored in the topic small")
                    .withMessageContaining("safe to announce again");
        }
    }

    @Test
    void repeatsAnUncertainInputFromItsAnnouncement() throws Exception {
        broker.createTopic("repeated", 1);
        try (Announcer announcer = new Announcer(broker.bootstrap(), "repeated")) {
            announcer.announce(Announcement.ofBytes("first", "first.json", new byte[] {1}));
            announcer.announce(Announcement.ofBytes("second", "second.json", new byte[] {2}));
            announcer.flush();
        }
        uncertain("second", "repeated-0@1");

        int status = run("repeat", "second", "--bootstrap=" + broker.bootstrap(), "--jdbc=" + database.jdbcUrl());

        assertThat(output.toString(UTF_8)).contains("second is announced again");
        assertThat(status).isZero();
        List<ConsumerRecord<String, byte[]>> records = records("repeated", 3);
        assertThat(records).extracting(ConsumerRecord::key).containsExactly("first", "second", "second");
        assertThat(records.get(2).value()).isEqualTo(records.get(1).value());
        assertThat(header(records.get(2), Announcement.SHA256)).isEqualTo(header(records.get(1), Announcement.SHA256));
        try (CallLedger ledger = CallLedger.open(settings())) {
            assertThat(ledger.list(CallState.OPEN))
                    .extracting(row -> row.input())
                    .contains("second");
        }
    }

    @Test
    void saysThatAnAnnouncementIsGoneAndReleasesNothing() throws Exception {
        broker.createTopic("expired", 1);
        try (Announcer announcer = new Announcer(broker.bootstrap(), "expired");
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            announcer.announce(Announcement.ofBytes("gone", "gone.json", new byte[] {1}));
            announcer.flush();
            // as the retention time of the topic does
            admin.deleteRecords(Map.of(new TopicPartition("expired", 0), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
        uncertain("gone", "expired-0@0");

        int status = run("repeat", "gone", "--bootstrap=" + broker.bootstrap(), "--jdbc=" + database.jdbcUrl());

        assertThat(output.toString(UTF_8)).contains("is not in the topic any more (expired-0@0)", "announce it again");
        assertThat(status).isOne();
        try (CallLedger ledger = CallLedger.open(settings())) {
            assertThat(ledger.list(CallState.UNCERTAIN))
                    .extracting(row -> row.input())
                    .contains("gone");
        }
    }

    private static LedgerSettings settings() {
        return LedgerSettings.of(database.jdbcUrl()).withUser(Postgres.USER, "").withWorkerId("test");
    }

    /** Leaves a row as a worker does that was killed while it waited for a response. */
    private static void uncertain(String input, String source) throws Exception {
        CallLedger.open(settings()).close();
        try (Connection connection = Progress.connect(database.jdbcUrl(), Postgres.USER, "")) {
            insert(connection, input, source);
        }
    }

    private static void insert(Connection connection, String input, String source) throws SQLException {
        try (var row = connection.prepareStatement(
                "insert into call_ledger (input, step, state, call_id, worker, incarnation, calls, sha256, source, began)"
                        + " values (?, 'predict', 'UNCERTAIN', 'call', 'killed', 'killed', 1, ?, ?, now())")) {
            row.setString(1, input);
            row.setString(2, SHA256);
            row.setString(3, source);
            row.executeUpdate();
        }
    }
}
