package io.github.camelmodelarts.examples.filedrop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests runs against the test's own local ModelArts, which the program finds by properties only, as in the cloud. */
class FileDropTest {

    private static final String FLOWERS = "{\"data\":{\"req_data\":[{\"petalLength\":1.4}]}}";
    private static final Model SETOSA = request -> ModelAnswer.json(
            Map.of("data", Map.of("resp_data", List.of(Map.of("predictresult", "setosa", "probability", "0.91")))));

    @TempDir
    Path folder;

    private ModelArtsLocal server;
    private RunInFolder run;

    @BeforeAll
    static void allowForABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @BeforeEach
    void start() throws IOException {
        server = ModelArtsLocal.start();
        server.addService("iris", SETOSA).accepts(Scheme.APP_CODE);
        run = new RunInFolder(folder).against(server, "iris");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void takesAddressesAndKeysFromPropertiesOnly() throws IOException {
        run.drop("flowers.json", FLOWERS);

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.outbox().resolve("flowers.json.iris.json")).content().contains("setosa");
        assertThat(run.done().resolve("flowers.json")).content().isEqualTo(FLOWERS);
        assertThat(run.console())
                .contains("setosa", "0.910", "1 files: 1 predicted, 0 failed")
                .doesNotContain("started on this machine");
        // the server records a request after it has responded
        assertThat(server.awaitRequests(1)).hasSize(1);
    }

    @Test
    void failsFilesWhenTheServiceIsUnreachable() throws IOException {
        // bound, so that no other program gets the port, but not listening
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            run.set("iris.address", "http://127.0.0.1:" + bound.getLocalPort() + "/v1/infers/x");
            run.drop("flowers.json", FLOWERS);

            assertThat(run.toItsEnd()).isZero();
        }

        assertThat(run.failed().resolve("flowers.json")).content().isEqualTo(FLOWERS);
        assertThat(run.failed().resolve("flowers.json.reason.txt"))
                .content()
                .contains("iris", "Connection refused", "No server listens on this port", "May succeed later: yes");
        assertThat(run.console()).contains("0 predicted, 1 failed");
    }

    @Test
    void writesTheRemedyAndNoSecretWhenAKeyIsWrong() throws IOException {
        run.set("camel.component.modelarts.appCode", "a-wrong-app-code");
        run.drop("flowers.json", FLOWERS);

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.failed().resolve("flowers.json.reason.txt"))
                .content()
                .contains("401", "APIG.", "What to do:", "AUTH")
                .doesNotContain("a-wrong-app-code");
        assertThat(run.console()).doesNotContain("a-wrong-app-code");
    }

    @Test
    void failsAResponseOfAnotherKindOfService() throws IOException {
        server.service("iris").accepts(Scheme.AK_SK);
        run.drop("scan.png", "no picture, but this service does not check");

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.failed().resolve("scan.png.reason.txt"))
                .content()
                .contains("orientation", "has no predicted_label", "another kind of service");
    }

    @Test
    void failsFilesOfAnUnsupportedKind() throws IOException {
        run.drop("notes.txt", "remember");
        run.drop("README", "no extension at all");

        assertThat(run.toItsEnd()).isZero();

        assertThat(RunInFolder.names(run.failed()))
                .containsExactly("README", "README.reason.txt", "notes.txt", "notes.txt.reason.txt");
        assertThat(run.failed().resolve("notes.txt.reason.txt"))
                .content()
                .contains("this kind of file is not supported");
    }

    @Test
    void movesAnEmptyFileToTheFailedFolderWithTheReason() throws IOException {
        run.drop("flowers.json", "");

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.failed().resolve("flowers.json.reason.txt")).content().contains("empty");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void takesUpperCaseExtensions() throws IOException {
        run.drop("FLOWERS.JSON", FLOWERS);

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.outbox().resolve("FLOWERS.JSON.iris.json")).exists();
    }

    @Test
    void addsANumberToANameThatIsAlreadyUsed() throws IOException {
        run.drop("flowers.json", FLOWERS);
        assertThat(run.toItsEnd()).isZero();
        RunInFolder again = new RunInFolder(folder).against(server, "iris");
        again.drop("flowers.json", FLOWERS + " ");

        assertThat(again.toItsEnd()).isZero();

        assertThat(again.done().resolve("flowers.json")).content().isEqualTo(FLOWERS);
        assertThat(again.done().resolve("flowers.2.json")).content().isEqualTo(FLOWERS + " ");
        assertThat(RunInFolder.names(again.outbox()))
                .containsExactly("flowers.2.json.iris.json", "flowers.json.iris.json");
    }

    @Test
    void keepsBothFilesWhenASecondOneOfTheSameNameArrives() throws IOException {
        server.service("iris").delay(Duration.ofSeconds(1));
        run.drop("flowers.json", FLOWERS);
        CompletableFuture<Integer> ended = run.start("--watch");
        await().until(() -> server.service("iris").inFlight() == 1);

        run.drop("flowers.json", FLOWERS + " ");

        await().until(() -> Files.exists(run.done().resolve("flowers.2.json")));
        assertThat(run.done().resolve("flowers.json")).content().isEqualTo(FLOWERS);
        assertThat(run.done().resolve("flowers.2.json")).content().isEqualTo(FLOWERS + " ");
        run.stop();
        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
    }

    @Test
    void waitsUntilAFileIsComplete() throws IOException {
        Path file = run.drop("flowers.json", "{\"data\":");
        // a time in the future, as of a file that is still being written
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3_600)));
        CompletableFuture<Integer> ended = run.start();
        await().until(() -> run.console().contains("1 files"));
        await().during(Duration.ofSeconds(3)).until(() -> server.requests().isEmpty() && !ended.isDone());

        Files.writeString(file, FLOWERS);

        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
        await().untilAsserted(() -> assertThat(server.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.bodyText()).isEqualTo(FLOWERS)));
    }

    @Test
    void movesFilesOfAnInterruptedRunBackToTheInbox() throws IOException {
        Files.createDirectories(run.working());
        Files.move(run.drop("flowers.json", FLOWERS), run.working().resolve("flowers.json"));

        assertThat(run.toItsEnd()).isZero();

        assertThat(run.done().resolve("flowers.json")).content().isEqualTo(FLOWERS);
        assertThat(RunInFolder.names(run.working())).isEmpty();
    }

    @Test
    void takesFilesThatAreDroppedLaterWhenWatching() throws IOException {
        CompletableFuture<Integer> ended = run.start("--watch");
        await().until(() -> run.console().contains("Watching for more"));

        run.drop("flowers.json", FLOWERS);

        await().until(() -> Files.exists(run.outbox().resolve("flowers.json.iris.json")));
        await().until(() -> run.console().contains("flowers.json  iris: setosa"));
        assertThat(ended).isNotDone();
        run.stop();
        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
        assertThat(run.console()).contains("FILE", "1 files: 1 predicted, 0 failed");
    }

    @Test
    void completesFilesInProgressAfterSigterm() throws Exception {
        server.service("iris").delay(Duration.ofSeconds(2));
        run.drop("flowers.json", FLOWERS);
        Path console = folder.resolve("console.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // as the POM has it for this process
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FileDrop.class.getName(),
                        "--watch",
                        "--properties=" + run.settings())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        await().until(() -> server.service("iris").inFlight() == 1);

        program.destroy();

        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(console)
                .content()
                .contains("Stopping when the files in progress are done", "1 files: 1 predicted, 0 failed");
        assertThat(program.exitValue()).isZero();
        assertThat(run.done().resolve("flowers.json")).exists();
    }

    @Test
    void endsWithStatusOneWhenAFileVanishes() throws IOException {
        Path file = run.drop("flowers.json", FLOWERS);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3_600)));
        CompletableFuture<Integer> ended = run.start();
        await().until(() -> run.console().contains("1 files"));

        Files.delete(file);

        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo(1);
        assertThat(run.console()).contains("LOST", "vanished");
    }

    @Test
    void endsWithStatusOneWhenTheSamplesAreMissing() {
        run.set("folder.samples", folder.resolve("nowhere").toString());

        assertThat(run.toItsEnd()).isEqualTo(1);

        assertThat(run.console())
                .contains("The run failed", "The folder of samples", "does not exist", "folder.samples");
    }

    @Test
    void endsWithStatusOneWhenAFolderCanNotBeMade() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        run.set("folder.outbox", inTheWay.resolve("outbox").toString());

        assertThat(run.toItsEnd()).isEqualTo(1);

        assertThat(run.console()).contains("The run failed", inTheWay.toString());
    }

    @Test
    void endsWithStatusOneWhenASettingIsMissing() {
        run.set("camel.component.modelarts.appCode", "{{env:A_VARIABLE_THAT_IS_NOT_SET}}");

        assertThat(run.toItsEnd()).isEqualTo(1);

        assertThat(run.console()).contains("The run failed", "A_VARIABLE_THAT_IS_NOT_SET");
    }

    @Test
    void listsTheOptionsWithStatusTwoForAnUnknownOne() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = FileDrop.run(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), "--wtach");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--wtach", "--watch", "--properties=FILE", "--help", "ledger COMMAND");
    }

    @Test
    void printsHelpWithStatusZero() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int status = FileDrop.run(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, "--help");

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--watch", "inbox", "reason.txt", "Exit status");
    }
}
