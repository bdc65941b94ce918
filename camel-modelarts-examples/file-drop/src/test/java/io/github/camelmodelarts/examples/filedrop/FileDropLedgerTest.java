package io.github.camelmodelarts.examples.filedrop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerRow;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.api.Scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With {@code --ledger}, a file is predicted at most once, also if the program is killed. */
class FileDropLedgerTest {

    private static final int KILLS = 3;
    private static final int FILES = 40;
    private static final Pattern FLOWER = Pattern.compile("flower-\\d+");

    /** The SHA-256 of {@code {}}. */
    private static final String WEED = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private final Random random = new Random(20261130);
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private ModelArtsLocal server;

    @BeforeAll
    static void allowForABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @BeforeEach
    void start() {
        server = ModelArtsLocal.start();
        server.addService("iris", this::predict).accepts(Scheme.APP_CODE);
    }

    @AfterEach
    void stop() {
        gate.complete(null);
        processes.forEach(Process::destroyForcibly);
        server.close();
    }

    private ModelAnswer predict(ModelRequest request) throws IOException {
        Matcher flower = FLOWER.matcher(new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
        if (!flower.find()) {
            return ModelAnswer.refusal(400, "This is no flower");
        }
        calls.merge(flower.group() + ".json", 1, Integer::sum);
        gate.join();
        return ModelAnswer.json(Map.of(
                "data", Map.of("resp_data", List.of(Map.of("predictresult", flower.group(), "probability", "1")))));
    }

    private RunInFolder run() throws IOException {
        return new RunInFolder(folder).against(server, "iris");
    }

    private static String flower(int number) {
        return "{\"name\":\"flower-" + number + "\"}";
    }

    private List<LedgerRow> ledger(CallState... states) throws Exception {
        try (CallLedger ledger = CallLedger.open(
                LedgerSettings.of("jdbc:h2:" + folder.resolve("files/ledger")).withExclusive(true))) {
            return ledger.list(states);
        }
    }

    private static String fileName(LedgerRow row) {
        return Path.of(String.valueOf(row.source())).getFileName().toString();
    }

    /** The files in a folder, without reasons and without files that are being written. */
    private static Set<String> files(Path directory) throws IOException {
        return RunInFolder.names(directory).stream()
                .filter(name -> !name.startsWith(".") && !name.endsWith("." + Folders.REASON))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void predictsEachFileAtMostOnceWheneverItIsKilledAndListsWhatIsUncertain() throws Exception {
        server.service("iris").delay(Duration.ofMillis(60));
        RunInFolder run = run();
        for (int i = 0; i < FILES; i++) {
            run.drop("flower-" + i + ".json", flower(i));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            int asked = server.requests().size() + 1 + random.nextInt(FILES / KILLS - 1);
            Process process = process(run);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> server.requests().size() >= asked);
            // kill -9
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(run.toItsEnd("--ledger")).as(run::console).isZero();
        await().until(() -> server.service("iris").inFlight() == 0);

        Set<String> uncertain = ledger(CallState.UNCERTAIN).stream()
                .map(FileDropLedgerTest::fileName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> done = files(run.done());
        System.out.printf(
                "%d kills, %d files: %d done, %d uncertain, of which the service predicted %d%n",
                KILLS,
                FILES,
                done.size(),
                uncertain.size(),
                uncertain.stream().filter(calls::containsKey).count());
        assertThat(done).hasSize(FILES - uncertain.size()).doesNotContainAnyElementsOf(uncertain);
        assertThat(files(run.failed())).isEqualTo(uncertain);
        assertThat(files(run.inbox())).isEmpty();
        assertThat(files(run.working())).isEmpty();
        assertThat(calls.values()).allMatch(count -> count == 1);
        assertThat(calls).containsKeys(done.toArray(String[]::new));
        assertThat(files(run.outbox()))
                .containsExactlyElementsOf(
                        done.stream().map(name -> name + ".iris.json").sorted().toList());
        for (String name : uncertain) {
            assertThat(run.failed().resolve(name + "." + Folders.REASON))
                    .content()
                    .contains("ledger release " + Calls.hash(run.failed().resolve(name)), "--on-uncertain=repeat");
            Files.move(run.failed().resolve(name), run.inbox().resolve(name));
        }

        assertThat(run.toItsEnd("--ledger", "--on-uncertain=repeat")).isZero();

        assertThat(files(run.done())).hasSize(FILES);
        assertThat(files(run.outbox())).hasSize(FILES);
        assertThat(RunInFolder.names(run.failed())).isEmpty();
        calls.forEach((name, count) -> assertThat(count).isLessThanOrEqualTo(uncertain.contains(name) ? 2 : 1));
    }

    private Process process(RunInFolder run) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.apache.camel.jmx.disabled=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FileDrop.class.getName(),
                        "--ledger",
                        "--properties=" + run.settings())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.txt").toFile())
                .start();
        processes.add(process);
        return process;
    }

    @Test
    void takesTheResultOfARunThatWasKilledBeforeItMovedTheFile() throws Exception {
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        assertThat(run.toItsEnd("--ledger")).isZero();
        // the result is in the outbox, and the file is not in done yet
        Files.move(run.done().resolve("flower-1.json"), run.working().resolve("flower-1.json"));

        assertThat(run.toItsEnd("--ledger")).isZero();

        assertThat(calls).containsOnly(Map.entry("flower-1.json", 1));
        assertThat(RunInFolder.names(run.done())).containsExactly("flower-1.json");
        assertThat(RunInFolder.names(run.outbox())).containsExactly("flower-1.json.iris.json");
    }

    @Test
    void predictsTheSameContentOnceUnderTwoNamesAlsoWhenItIsStopped() throws Exception {
        gate = new CompletableFuture<>();
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        run.drop("copy.json", flower(1));
        CompletableFuture<Integer> ended = run.start("--ledger", "--watch");
        // the second one waits as long as the first one is called
        await().during(Duration.ofSeconds(1))
                .until(() -> server.service("iris").inFlight() == 1
                        && files(run.working()).equals(Set.of("copy.json", "flower-1.json")));

        run.stop();
        gate.complete(null);

        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).as(run::console).isZero();
        assertThat(run.console()).contains("2 files: 2 predicted, 0 failed");
        assertThat(calls).containsOnly(Map.entry("flower-1.json", 1));
        assertThat(RunInFolder.names(run.done())).containsExactly("copy.json", "flower-1.json");
        assertThat(run.outbox().resolve("copy.json.iris.json"))
                .hasSameBinaryContentAs(run.outbox().resolve("flower-1.json.iris.json"));
    }

    @Test
    void endsWhenTheCallOfTheSameContentHasFailed() throws Exception {
        server.service("iris").delay(Duration.ofSeconds(1));
        RunInFolder run = run();
        run.drop("copy.json", "{}");
        run.drop("weed.json", "{}");

        assertThat(run.toItsEnd("--ledger")).as(run::console).isZero();

        assertThat(server.requests()).hasSize(1);
        assertThat(files(run.failed())).containsExactly("copy.json", "weed.json");
        assertThat(run.console()).contains("2 files: 0 predicted, 2 failed");
    }

    @Test
    void predictsOnceAfterAKillWhenAnotherFileHasTheNameMeanwhile() throws Exception {
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        assertThat(run.toItsEnd("--ledger")).isZero();
        // the first one is as a kill leaves it, and the scanner has dropped the next one
        Files.move(run.done().resolve("flower-1.json"), run.working().resolve("flower-1.json"));
        run.drop("flower-1.json", flower(2));

        assertThat(run.toItsEnd("--ledger")).as(run::console).isZero();

        assertThat(calls).containsOnly(Map.entry("flower-1.json", 1), Map.entry("flower-2.json", 1));
        assertThat(run.done().resolve("flower-1.2.json")).content().isEqualTo(flower(1));
        assertThat(run.outbox().resolve("flower-1.2.json.iris.json")).content().contains("flower-1");
        assertThat(run.done().resolve("flower-1.3.json")).content().isEqualTo(flower(2));
        assertThat(run.outbox().resolve("flower-1.3.json.iris.json")).content().contains("flower-2");
        assertThat(files(run.working())).isEmpty();
    }

    @Test
    void listsTheCallOfAKilledRunWhenAnotherFileHasTheNameMeanwhile() throws Exception {
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        assertThat(run.toItsEnd("--ledger")).isZero();
        // the call of the first one has no end, as a kill leaves it, and the scanner has dropped the next one
        Files.move(run.done().resolve("flower-1.json"), run.working().resolve("flower-1.json"));
        Files.delete(run.outbox().resolve("flower-1.json.iris.json"));
        try (Connection ledger = DriverManager.getConnection("jdbc:h2:" + folder.resolve("files/ledger"));
                Statement statement = ledger.createStatement()) {
            assertThat(statement.executeUpdate("update call_ledger set state = 'CALLING', result = null, ended = null"))
                    .isEqualTo(1);
        }
        run.drop("flower-1.json", flower(2));

        assertThat(run.toItsEnd("--ledger")).as(run::console).isZero();

        assertThat(calls).containsOnly(Map.entry("flower-1.json", 1), Map.entry("flower-2.json", 1));
        assertThat(files(run.failed())).containsExactly("flower-1.2.json");
        assertThat(run.failed().resolve("flower-1.2.json")).content().isEqualTo(flower(1));
        assertThat(files(run.done())).containsExactly("flower-1.json");
        assertThat(ledger(CallState.UNCERTAIN))
                .extracting(LedgerRow::input)
                .containsExactly(Calls.hash(run.failed().resolve("flower-1.2.json")));
    }

    @Test
    void keepsTheResultOfAnotherFileWhenAKnownContentHasItsName() throws Exception {
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        run.drop("flower-2.json", flower(2));
        assertThat(run.toItsEnd("--ledger")).isZero();
        Files.delete(run.done().resolve("flower-1.json"));
        run.drop("flower-1.json", flower(2));

        assertThat(run.toItsEnd("--ledger")).isZero();

        assertThat(server.requests()).hasSize(2);
        assertThat(run.outbox().resolve("flower-1.json.iris.json")).content().contains("flower-1");
        assertThat(run.outbox().resolve("flower-1.2.json.iris.json")).content().contains("flower-2");
    }

    @Test
    void predictsAnotherFileThatHasAnOldName() throws Exception {
        RunInFolder run = run();
        run.drop("flower-1.json", flower(1));
        assertThat(run.toItsEnd("--ledger")).isZero();
        run.drop("flower-1.json", flower(2));
        assertThat(run.toItsEnd("--ledger")).isZero();
        // the first one is taken away, but its result is still there
        Files.delete(run.done().resolve("flower-1.json"));
        run.drop("flower-1.json", flower(3));

        assertThat(run.toItsEnd("--ledger")).isZero();

        assertThat(calls).containsOnlyKeys("flower-1.json", "flower-2.json", "flower-3.json");
        assertThat(RunInFolder.names(run.done())).containsExactly("flower-1.2.json", "flower-1.3.json");
        assertThat(run.outbox().resolve("flower-1.3.json.iris.json")).content().contains("flower-3");
        assertThat(ledger()).hasSize(3);
    }

    @Test
    void callsARejectedFileAgainOnlyAfterItWasReleased() throws Exception {
        RunInFolder run = run();
        Path file = run.drop("weed.json", "{}");
        run.toItsEnd("--ledger");
        Files.move(run.failed().resolve("weed.json"), file);
        run.toItsEnd("--ledger");
        assertThat(server.requests()).hasSize(1);
        assertThat(run.failed().resolve("weed.json.reason.txt"))
                .content()
                .contains("This is no flower", "ledger release " + WEED);
        String url = "--jdbc=jdbc:h2:" + folder.resolve("files/ledger");
        assertThat(command("ledger", "list", url)).containsPattern("REJECTED +" + WEED + " +iris.*/working/weed.json");

        assertThat(command("ledger", "release", WEED, url)).contains("1 released");
        Files.move(run.failed().resolve("weed.json"), file);
        run.toItsEnd("--ledger");

        assertThat(server.awaitRequests(2)).hasSize(2);
        assertThat(RunInFolder.names(run.failed())).containsExactly("weed.json", "weed.json.reason.txt");
    }

    private static String command(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        FileDrop.run(printed, printed, arguments);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSecondProgramDoesNotGetTheLedger() throws Exception {
        RunInFolder run = run();
        CompletableFuture<Integer> ended = run.start("--ledger", "--watch");
        await().until(() -> run.console().contains("Watching for more"));
        Process second = process(run);
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(folder.resolve("console.txt"))
                .content()
                .contains("The run failed", "Database may be already in use", "files/ledger");
        run.stop();
        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
    }

    @Test
    void refusesALedgerForBatchServices() {
        assertThat(command("--batch", "--ledger")).contains("use --ledger without --batch");
        assertThat(command("--on-uncertain=repeat")).contains("needs --ledger");
        assertThat(command("--ledger", "--on-uncertain=guess")).contains("neither park nor repeat");
        assertThat(command("--help")).contains("--ledger[=URL]", "--on-uncertain=W", "ledger COMMAND");
    }
}
