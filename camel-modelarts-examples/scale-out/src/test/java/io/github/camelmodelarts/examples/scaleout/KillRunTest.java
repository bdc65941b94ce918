package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that are killed at any moment lose no input and predict none twice; what is uncertain is known. The database is restarted
 * once. In {@code -Psoak} the broker is also killed, and the service is away for a while.
 */
class KillRunTest {

    private static final boolean SOAK = Boolean.getBoolean("soak");
    private static final int INPUTS = SOAK ? 2_000 : 60;
    private static final int WORKERS = SOAK ? 4 : 2;
    private static final int KILLS = SOAK ? 24 : 3;
    private static final int IN_FLIGHT = SOAK ? 8 : 4;
    private static final Duration DELAY = Duration.ofMillis(SOAK ? 1_000 : 250);
    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double STORM = 1.2;
    private static final Duration PATIENCE = Duration.ofMinutes(SOAK ? 10 : 2);

    private final Random random = new Random(20261130);
    private final Map<String, Announcement> announced = new TreeMap<>();
    private final Map<String, ChildProcess> workers = new TreeMap<>();
    private final Set<String> killed = new TreeSet<>();
    private int started;
    private ChildProcess broker;
    private String bootstrap;
    private Postgres database;
    private CountedService service;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        service = CountedService.start(DELAY);
        startBroker();
        database = Postgres.start(folder.resolve("database"));
        bootstrap = broker.awaitLine("bootstrap=");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            new NewTopic("inputs", 1, (short) 1), new NewTopic("inputs.dead-letter", 1, (short) 1)))
                    .all()
                    .get();
        }
        announce();
    }

    private void startBroker() throws IOException {
        broker = ChildProcess.start(
                "broker",
                folder,
                512,
                Map.of(),
                Broker.class.getName(),
                List.of(
                        folder.resolve("data").toString(),
                        "group.share.record.lock.duration.ms=2000",
                        "group.share.heartbeat.interval.ms=500"));
    }

    @AfterEach
    void stop() throws Exception {
        workers.values().forEach(ChildProcess::end);
        workers.values().forEach(ChildProcess::close);
        broker.kill();
        database.close();
        service.close();
    }

    private void announce() {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < INPUTS; i++) {
                byte[] content = ("{\"input\": " + i + "}").getBytes(StandardCharsets.UTF_8);
                Announcement input = Announcement.ofBytes("input-" + i, i + ".json", content);
                announced.put(input.id(), input);
                producer.send(input.on("inputs"));
            }
        }
    }

    private void startWorker() throws IOException {
        String id = "worker-" + ++started;
        Map<String, String> secrets = new HashMap<>(service.secrets());
        secrets.put("LEDGER_USER", Postgres.USER);
        secrets.put("LEDGER_PASSWORD", "");
        workers.put(
                id,
                ChildProcess.start(
                        id,
                        folder,
                        128,
                        secrets,
                        Worker.class.getName(),
                        List.of(
                                "--worker=" + id,
                                "--bootstrap=" + bootstrap,
                                "--jdbc=" + database.jdbcUrl(),
                                "--service=" + service.address(),
                                "--max-in-flight=" + IN_FLIGHT,
                                "--consumers=2",
                                "--lease=3s")));
    }

    private void killOne() throws Exception {
        List<String> ids = List.copyOf(workers.keySet());
        String id = ids.get(random.nextInt(ids.size()));
        workers.remove(id).kill();
        killed.add(id);
        startWorker();
    }

    @Test
    void losesNoInputAndPredictsNoneTwice() throws Exception {
        for (int worker = 0; worker < WORKERS; worker++) {
            startWorker();
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            awaitCalls(INPUTS * kill / (KILLS + 1) + random.nextInt(IN_FLIGHT));
            killOne();
            if (kill == KILLS / 3) {
                database.stop();
                database.startAgain();
            }
            if (SOAK && kill == KILLS / 2) {
                broker.kill();
                startBroker();
            }
            if (SOAK && kill == 2 * KILLS / 3) {
                endsAnOutageWithoutAStorm();
            }
        }
        await().atMost(PATIENCE).ignoreExceptions().until(this::isOver);
        stopsGracefully();

        Map<String, Row> rows = rows();
        Set<String> uncertain = new TreeSet<>();
        int cut = 0;
        for (Announcement input : announced.values()) {
            Row row = rows.get(input.id());
            int calls = service.callsPerInput().getOrDefault(input.sha256(), 0);
            if (row.state() == CallState.UNCERTAIN) {
                uncertain.add(input.id());
                assertThat(row.result()).as(input.id()).isNull();
                cut += killed.contains(row.worker()) ? 0 : 1;
                assertThat(calls).as(input.id()).isBetween(0, 1);
            } else {
                assertThat(row.state()).as(input.id()).isEqualTo(CallState.DONE);
                assertThat(row.result()).as(input.id()).contains(input.sha256());
                assertThat(calls).as(input.id()).isEqualTo(1);
            }
        }
        System.out.println(KILLS + " kills, " + INPUTS + " inputs: " + (INPUTS - uncertain.size()) + " results, "
                + service.calls() + " calls, uncertain " + uncertain);
        assertThat(rows).hasSize(INPUTS);
        // besides those of killed workers only the calls that were in flight when the service was stopped
        assertThat(cut).isBetween(0, SOAK ? WORKERS * IN_FLIGHT : 0);
        assertThat(uncertain.size() - cut).isBetween(0, KILLS * IN_FLIGHT);
        assertThat(listed()).isEqualTo(uncertain);
        assertThat(checked())
                .contains("announced    " + INPUTS)
                .contains("DONE         " + (INPUTS - uncertain.size()))
                .contains("UNCERTAIN    " + uncertain.size())
                .contains("Each announced input has its end");
        assertThat(TopicReader.read(bootstrap, "inputs.dead-letter", 0)).isEmpty();
    }

    private String checked() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Check.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Map.of("LEDGER_USER", Postgres.USER),
                "--bootstrap=" + bootstrap,
                "--jdbc=" + database.jdbcUrl());
        return out.toString(StandardCharsets.UTF_8);
    }

    private void awaitCalls(int calls) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> service.calls() >= calls);
    }

    /** Compares the calls of the first seconds after an outage with those of as many seconds before it. */
    private void endsAnOutageWithoutAStorm() throws Exception {
        // the worker that was started last takes part, and the broker is there again
        awaitCalls(service.calls() + 2 * WORKERS * IN_FLIGHT);
        await().pollDelay(WINDOW).atMost(PATIENCE).until(() -> true);
        long down = System.nanoTime();
        service.stop();
        await().pollDelay(OUTAGE).atMost(PATIENCE).until(() -> true);
        long up = System.nanoTime();
        service.startAgain();
        await().pollDelay(WINDOW).atMost(PATIENCE).until(() -> true);
        long before = service.callsBetween(down - WINDOW.toNanos(), down);
        long after = service.callsBetween(up, up + WINDOW.toNanos());
        System.out.println("Calls in the 10 s before the outage " + before + ", after it " + after);
        assertThat(before).isPositive();
        assertThat((double) after).isLessThanOrEqualTo(STORM * before);
    }

    /** Whether each input has its end. */
    private boolean isOver() throws SQLException {
        return rows().values().stream().filter(Row::isSettled).count() == INPUTS;
    }

    /** A worker that is told to stop leaves nothing behind. */
    private void stopsGracefully() throws SQLException {
        workers.values().forEach(ChildProcess::end);
        workers.values().forEach(ChildProcess::close);
        assertThat(rows().values()).extracting(Row::state).doesNotContain(CallState.CALLING);
    }

    /** The ids that the command lists. */
    private Set<String> listed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(LedgerCommand.run(
                        printed,
                        printed,
                        Map.of("LEDGER_USER", Postgres.USER),
                        "list",
                        "--state=UNCERTAIN",
                        "--jdbc=" + database.jdbcUrl()))
                .isZero();
        return Pattern.compile("input-\\d+")
                .matcher(out.toString(StandardCharsets.UTF_8))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, Row> rows() throws SQLException {
        Map<String, Row> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), Postgres.USER, "");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select input, state, result, worker from call_ledger")) {
            while (found.next()) {
                byte[] result = found.getBytes(3);
                rows.put(
                        found.getString(1),
                        new Row(
                                CallState.valueOf(found.getString(2)),
                                result == null ? null : new String(result, StandardCharsets.UTF_8),
                                found.getString(4)));
            }
        }
        return rows;
    }

    private record Row(CallState state, String result, String worker) {

        boolean isSettled() {
            return state == CallState.DONE || state == CallState.UNCERTAIN;
        }
    }
}
