package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.main.Main;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerRow;
import io.github.camelmodelarts.local.api.Failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a worker does with inputs and services that are not as they should be. */
class WorkerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final String topic = newTopic();
    private final String jdbc = "jdbc:h2:mem:" + topic + ";DB_CLOSE_DELAY=-1";
    private final CountedService service = CountedService.start(Duration.ZERO);
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(service.secrets());
    private CallLedger ledger;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        service.close();
    }

    private static String newTopic() {
        try {
            return SharedBroker.newTopic();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String[] arguments() {
        return Stream.concat(
                        Stream.of(
                                "--bootstrap=" + SharedBroker.bootstrap(),
                                "--jdbc=" + jdbc,
                                "--service=" + service.address(),
                                "--topic=" + topic,
                                "--group=" + topic,
                                "--consumers=2",
                                "--folder=" + folder),
                        options.stream())
                .toArray(String[]::new);
    }

    private void start() throws Exception {
        start(service.secrets());
    }

    private void start(Map<String, String> environment) throws Exception {
        WorkerSettings settings = WorkerSettings.parse(arguments());
        ledger = CallLedger.open(Worker.ledger(settings, environment));
        Main main = Worker.camel(settings, environment, new WorkerRoutes(settings, ledger));
        main.start();
        opened.add(main::stop);
        opened.add(ledger);
    }

    private void announce(ProducerRecord<String, byte[]> input) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(input);
        }
    }

    private Announcement announce(String id) {
        Announcement input =
                Announcement.ofBytes(id, id + ".json", ("{\"id\": \"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
        announce(input.on(topic));
        return input;
    }

    private Map<String, CallState> states() throws Exception {
        Map<String, CallState> states = new TreeMap<>();
        for (LedgerRow row : ledger.list()) {
            states.put(row.input(), row.state());
        }
        return states;
    }

    private void awaitStates(Map<String, CallState> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).isEqualTo(expected));
    }

    @Test
    void predictsTheOthersWhenOneHasNoFileOneHasChangedOneIsInvalidAndOneIsRejected() throws Exception {
        Files.writeString(folder.resolve("there.json"), "{\"petal\": 1}");
        Files.writeString(folder.resolve("changed.json"), "{\"petal\": 1}");
        Files.writeString(folder.resolve("gone.json"), "{\"petal\": 2}");
        announce(Announcement.ofPath("gone", folder, Path.of("gone.json")).on(topic));
        announce(Announcement.ofPath("changed", folder, Path.of("changed.json")).on(topic));
        announce(Announcement.ofPath("there", folder, Path.of("there.json")).on(topic));
        Files.delete(folder.resolve("gone.json"));
        Files.writeString(folder.resolve("changed.json"), "{\"petal\": 3}");
        announce(new ProducerRecord<>(topic, "invalid", new byte[1]));
        Announcement rejected = announce("rejected");
        service.reject(rejected.sha256());
        List<String> good = List.of("a", "b", "c", "d", "e");
        good.forEach(this::announce);

        start();

        Map<String, String> reasons = new HashMap<>();
        Map<String, String> deliveries = new HashMap<>();
        SharedBroker.deadLetters(topic, 4).forEach(letter -> {
            reasons.put(letter.key(), SharedBroker.header(letter, "dead-letter.exception"));
            deliveries.put(letter.key(), SharedBroker.header(letter, "dead-letter.deliveries"));
        });
        assertThat(deliveries).isEqualTo(Map.of("gone", "3", "changed", "1", "invalid", "1", "rejected", "1"));
        assertThat(reasons.get("gone")).contains("no file of the input gone is there");
        assertThat(reasons.get("changed")).contains("changed after it was announced");
        assertThat(reasons.get("invalid")).contains("no header input.sha256");
        assertThat(reasons.get("rejected")).contains("400");
        Map<String, CallState> expected =
                new TreeMap<>(Map.of("there", CallState.DONE, "rejected", CallState.REJECTED));
        good.forEach(id -> expected.put(id, CallState.DONE));
        awaitStates(expected);
        assertThat(service.callsPerInput().values()).containsOnly(1);
    }

    @Test
    void keepsItsInputsWhileTheServiceIsAwayAndThenPredictsEachOnce() throws Exception {
        service.service().failWith(Failure.error(503, "ModelArts.4503", "The service is restarting"));
        List.of("a", "b", "c").forEach(this::announce);
        start();
        awaitStates(Map.of("a", CallState.OPEN, "b", CallState.OPEN, "c", CallState.OPEN));

        service.service().clear();

        awaitStates(Map.of("a", CallState.DONE, "b", CallState.DONE, "c", CallState.DONE));
        assertThat(service.callsPerInput().values()).containsOnly(1);
        assertThat(SharedBroker.deadLetters(topic, 0)).isEmpty();
    }

    @Test
    void endsAnInputThatFailsInAnotherWayWhenTheServiceIsBack() throws Exception {
        service.service().failNext(2, Failure.error(503, "ModelArts.4503", "The service is restarting"));
        Files.writeString(folder.resolve("gone.json"), "{\"petal\": 2}");
        options.addAll(List.of("--max-deliveries=1", "--options=maxRetries=0"));
        service.reject(announce("rejected").sha256());
        announce(Announcement.ofPath("gone", folder, Path.of("gone.json")).on(topic));
        start();
        awaitStates(Map.of("gone", CallState.OPEN, "rejected", CallState.OPEN));

        Files.delete(folder.resolve("gone.json"));

        assertThat(SharedBroker.deadLetters(topic, 2))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder("rejected", "gone");
    }

    @Test
    void keepsItsInputsWhileTheKeyIsWrong() throws Exception {
        options.add("--max-deliveries=1");
        announce("a");
        start(Map.of("APP_KEY", "test-wrong-key", "APP_SECRET", "test-wrong-secret"));
        awaitStates(Map.of("a", CallState.OPEN));

        opened.remove(0).close();

        assertThat(service.calls()).isZero();
        assertThat(SharedBroker.deadLetters(topic, 0)).isEmpty();
    }

    @Test
    void parksAnInputWhoseResponseWasLost() throws Exception {
        service.service().failNext(1, Failure.cutBeforeAnswer());
        announce("a");
        start();
        awaitStates(Map.of("a", CallState.UNCERTAIN));

        announce("a");
        announce("b");

        awaitStates(Map.of("a", CallState.UNCERTAIN, "b", CallState.DONE));
        await().atMost(PATIENCE).until(() -> SharedBroker.left(topic) == 0);
        assertThat(service.calls()).isEqualTo(1);
        ledger.release("a", null);
        announce("a");
        awaitStates(Map.of("a", CallState.DONE, "b", CallState.DONE));
    }

    @Test
    void repeatsAnUncertainInputIfTheUserAllowsIt() throws Exception {
        service.service().failNext(1, Failure.cutBeforeAnswer());
        options.add("--on-uncertain=repeat");
        announce("a");

        start();

        awaitStates(Map.of("a", CallState.DONE));
    }

    @Test
    void predictsAnInputOnceThatIsAnnouncedTwice() throws Exception {
        announce("a");
        announce("a");
        announce("b");

        start();

        awaitStates(Map.of("a", CallState.DONE, "b", CallState.DONE));
        await().atMost(PATIENCE).until(() -> SharedBroker.left(topic) == 0);
        assertThat(service.callsPerInput().values()).containsOnly(1);
    }

    @Test
    void saysWhatIsMissingAtTheStart() {
        assertThat(failure("--topic=no-such-topic")).contains("no-such-topic", "does not exist", "kafka-topics.sh");
        assertThat(failure("--jdbc=jdbc:postgresql://127.0.0.1:1/ledger"))
                .contains("database of the call ledger can't be used", "127.0.0.1:1", "Check that it runs");
        assertThat(failure("--options=retryOn=IDEMPOTENT")).contains("retryOn", "SAFE");
    }

    @Test
    void doesNotStartWithTheIdOfAnotherWorker() throws Exception {
        options.addAll(List.of("--worker=worker-1", "--lease=1s"));
        start();

        assertThat(failure("--consumers=1")).contains("worker-1", "id");
    }

    @Test
    void endsWhenAnotherProgramHasItsId() throws Exception {
        options.addAll(List.of("--worker=worker-1", "--lease=1s"));
        CompletableFuture<String> ended = CompletableFuture.supplyAsync(() -> failure("--consumers=1"));

        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> statement.executeUpdate("update call_ledger_worker set incarnation = 'another'") == 1);
        }

        assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("worker-1", "an id of its own");
    }

    @Test
    void usesFurtherSettingsOfKafkaFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("client.properties"), "security.protocol=TEST_PROTOCOL");
        environment.put(KafkaSettings.FILE, file.toString());
        assertThat(failure("--max-in-flight=8")).contains("TEST_PROTOCOL");

        environment.put(KafkaSettings.FILE, folder.resolve("missing.properties").toString());
        assertThat(failure("--max-in-flight=8")).contains("missing.properties can't be read", KafkaSettings.FILE);
    }

    private String failure(String option) {
        options.add(option);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
        assertThat(Worker.run(console, console, environment, WorkerRoutes::new, arguments()))
                .isEqualTo(1);
        options.remove(option);
        return printed.toString(StandardCharsets.UTF_8);
    }
}
