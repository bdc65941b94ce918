package io.github.camelmodelarts.examples.filedrop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests one run over the samples with the real models. */
class FileDropSamplesTest {

    private static final Path SAMPLES = Path.of("samples").toAbsolutePath();
    private static final List<String> WRONG = List.of("flowers-malformed.json", "scan-09-broken.png");

    @TempDir
    static Path folder;

    private static RunInFolder run;
    private static int status;

    @BeforeAll
    static void run() throws IOException {
        run = withSamples();
        status = run.toItsEnd();
    }

    @Test
    void endsWithStatusZeroWhenEveryFileIsDoneOrFailed() {
        assertThat(run.console()).contains(samples().size() + " files: ");
        assertThat(status).isZero();
    }

    @Test
    void movesEachFileToExactlyOneFolder() {
        assertThat(RunInFolder.names(run.inbox())).isEmpty();
        assertThat(RunInFolder.names(run.working())).isEmpty();
        assertThat(RunInFolder.names(run.done()))
                .containsExactlyElementsOf(
                        samples().stream().filter(name -> !WRONG.contains(name)).toList());
        assertThat(RunInFolder.names(run.failed()))
                .containsExactlyElementsOf(WRONG.stream()
                        .flatMap(name -> Stream.of(name, name + ".reason.txt"))
                        .toList());
    }

    @Test
    void writesTheResultsOfEachKindAndNothingElse() {
        List<String> expected = new ArrayList<>();
        for (String name : RunInFolder.names(run.done())) {
            if (name.endsWith(".json")) {
                expected.add(name + ".iris.json");
            } else {
                expected.addAll(List.of(name + ".annotated.png", name + ".ocr.json", name + ".orientation.json"));
            }
        }
        assertThat(RunInFolder.names(run.outbox())).containsExactlyElementsOf(expected);
    }

    @Test
    void turnsTheUpsideDownPageAndReadsIt() throws IOException {
        List<String> upsideDown = new ArrayList<>();
        for (String page : pages()) {
            if (result(page, "orientation").path("predicted_label").asText().equals("upside-down")) {
                upsideDown.add(page);
            }
        }
        assertThat(upsideDown).hasSize(1);
        assertThat(result(upsideDown.get(0), "ocr").path("detection_classes"))
                .map(JsonNode::asText)
                .contains("Minutes of the garden club");
        assertThat(run.console()).contains("Minutes of the garden club");
    }

    @Test
    void drawsTheTextBesideThePage() throws IOException {
        for (String page : pages()) {
            BufferedImage scanned = Page.read(SAMPLES.resolve(page));
            BufferedImage annotated = Page.read(run.outbox().resolve(page + ".annotated.png"));
            assertThat((double) annotated.getWidth() / annotated.getHeight())
                    .isGreaterThan(1.8 * scanned.getWidth() / scanned.getHeight());
        }
    }

    @Test
    void keepsAllRecordsOfAFileWithSeveralRecords() throws IOException {
        assertThat(result("flowers-field-trip.json", "iris").path("data").path("resp_data"))
                .hasSize(6)
                .allSatisfy(record ->
                        assertThat(record.path("predictresult").asText()).isIn("setosa", "versicolor", "virginica"));
        assertThat(run.console()).contains("setosa (+5 more)");
    }

    @Test
    void writesWhyAFileFailed() {
        assertThat(run.failed().resolve("scan-09-broken.png.reason.txt"))
                .content()
                .contains("orientation", "damaged", "MR.0105", "Request id:", "What to do:");
        assertThat(run.failed().resolve("flowers-malformed.json.reason.txt"))
                .content()
                .contains("iris", "not JSON", "line 7", "MR.0105");
        assertThat(run.console()).contains("2 failed").doesNotContain("\tat ", "Exception");
    }

    @Test
    void writesNoSecretToFilesOrConsole() throws IOException {
        // the prefixes of all credentials of the local ModelArts
        String[] secrets = {"local-app-", "local-secret-", "LOCALAK", "SDK-HMAC"};
        assertThat(run.console()).doesNotContain(secrets);
        try (Stream<Path> files = Files.walk(folder.resolve("files"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secrets);
            }
        }
    }

    @Test
    void aSecondRunLooksLikeTheFirst() throws IOException {
        List<String> first = RunInFolder.names(run.outbox());
        Path mine = Files.writeString(run.done().resolve("mine.png"), "not a sample");
        RunInFolder second = withSamples();

        // copying the samples shows what is deleted, without another prediction
        new Samples(SAMPLES)
                .copyTo(new Folders(second.inbox(), second.working(), second.outbox(), second.done(), second.failed()));

        assertThat(RunInFolder.names(second.inbox())).containsExactlyElementsOf(samples());
        assertThat(second.outbox()).isEmptyDirectory();
        assertThat(RunInFolder.names(second.done())).containsExactly("mine.png");
        Files.delete(mine);
        assertThat(second.toItsEnd()).isZero();
        assertThat(RunInFolder.names(second.outbox())).containsExactlyElementsOf(first);
    }

    private static RunInFolder withSamples() throws IOException {
        return new RunInFolder(folder)
                .set("folder.samples", SAMPLES.toString())
                // a busy machine can need more than a minute to read a page
                .set("camel.component.modelarts.responseTimeout", "10m")
                .set("camel.component.modelarts.totalTimeout", "10m");
    }

    private static List<String> samples() {
        return RunInFolder.names(SAMPLES);
    }

    private static List<String> pages() {
        return RunInFolder.names(run.done()).stream()
                .filter(name -> !name.endsWith(".json"))
                .toList();
    }

    private static JsonNode result(String file, String service) throws IOException {
        return new JsonMapper()
                .readTree(run.outbox().resolve(file + "." + service + ".json").toFile());
    }
}
