package io.github.camelmodelarts.examples.filedrop;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.batch.BatchServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Tests runs with {@code --batch} against the test's own local ModelArts, with models that need no time. */
class FileDropBatchTest {

    private static final String BUCKET = "scans";
    private static final int WHITE = 0xFFFFFF;

    private static final Model IRIS = request -> text(request).contains("unreadable")
            ? ModelAnswer.refusal(400, "there is no petal")
            : ModelAnswer.json(Map.of(
                    "data", Map.of("resp_data", List.of(Map.of("predictresult", "setosa", "probability", "0.91")))));

    /** A page is upright if its first pixel is white. */
    private static final Model ORIENTATION =
            request -> ModelAnswer.json(Map.of("predicted_label", isUpright(request) ? "upright" : "upside-down"));

    private static final Model OCR = request -> ModelAnswer.json(Map.of(
            "detection_classes",
            List.of(isUpright(request) ? "Dear reader" : "upside-down"),
            "detection_boxes",
            List.of(List.of(1, 1, 3, 7)),
            "detection_scores",
            List.of(0.98)));

    @TempDir
    Path folder;

    private ModelArtsLocal server;
    private BatchServices batches;
    private RunInFolder run;

    @BeforeAll
    static void allowForABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @BeforeEach
    void start() throws IOException {
        server = ModelArtsLocal.start();
        server.addService("iris", IRIS);
        server.addService("orientation", ORIENTATION);
        server.addService("ocr", OCR);
        server.obs().createBucket(BUCKET);
        batches = server.management().batches();
        run = new RunInFolder(folder).against(server, "iris").inBatches(server, BUCKET);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] part(ModelRequest request) throws IOException {
        return Objects.requireNonNull(request.part("images"));
    }

    private static String text(ModelRequest request) throws IOException {
        return new String(part(request), StandardCharsets.UTF_8);
    }

    private static boolean isUpright(ModelRequest request) throws IOException {
        return (ImageIO.read(new ByteArrayInputStream(part(request))).getRGB(0, 0) & WHITE) == WHITE;
    }

    /** A page that is white above and black below. */
    private static BufferedImage page() {
        BufferedImage page = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 8; x++) {
            for (int y = 0; y < 4; y++) {
                page.setRGB(x, y, WHITE);
            }
        }
        return page;
    }

    @Test
    void predictsAllFilesOfAKindWithOneBatchServiceForEachModel() throws IOException {
        run.drop("a.json", "{}");
        run.drop("b.json", "{ }");
        run.drop("upright.png", Page.encoded(page(), "upright.png"));
        run.drop("turned.png", Page.encoded(Page.turned(page()), "turned.png"));

        assertThat(run.toItsEnd("--batch")).isZero();

        assertThat(batches.runs()).isEqualTo(3);
        assertThat(server.service("iris").peakInFlight()).isZero();
        assertThat(RunInFolder.names(run.outbox()))
                .containsExactly(
                        "a.json.iris.json",
                        "b.json.iris.json",
                        "turned.png.annotated.png",
                        "turned.png.ocr.json",
                        "turned.png.orientation.json",
                        "upright.png.annotated.png",
                        "upright.png.ocr.json",
                        "upright.png.orientation.json");
        // the page was turned before it was uploaded again
        assertThat(run.outbox().resolve("turned.png.ocr.json")).content().contains("Dear reader");
        assertThat(run.console())
                .contains("setosa", "0.910", "upside-down", "Dear reader", "4 files: 4 predicted, 0 failed")
                .containsPattern("iris: batch service [-0-9a-f]{36} predicted 2 of 2 files")
                .containsPattern("Deleted: the service, obs://scans/work/batch-[-0-9a-f]+/input/ and its output");
        assertThat(server.obs().keys(BUCKET, "")).isEmpty();
    }

    @Test
    void failsOnlyTheFileThatTheModelRejects() throws IOException {
        run.drop("good.json", "{}");
        run.drop("bad.json", "unreadable");

        assertThat(run.toItsEnd("--batch")).isZero();

        assertThat(run.done().resolve("good.json")).exists();
        assertThat(run.failed().resolve("bad.json.reason.txt"))
                .content()
                .contains("iris", "there is no petal", "MR.0105");
        assertThat(run.console())
                .contains("predicted 1 of 2 files", "there is no petal")
                .doesNotContain("Exception");
    }

    @Test
    void failsAllFilesOfABatchServiceThatFails() throws IOException {
        batches.failNextRun(1, "the instance was lost");
        run.drop("a.json", "{}");
        run.drop("b.json", "{}");

        assertThat(run.toItsEnd("--batch")).isZero();

        assertThat(run.failed().resolve("a.json.reason.txt")).content().contains("the instance was lost", "b.json");
        assertThat(run.failed().resolve("b.json.reason.txt")).content().contains("the instance was lost");
        assertThat(run.console()).contains("2 files: 0 predicted, 2 failed").doesNotContain("\tat ");
    }

    @Test
    void failsAllFilesWithTheReasonWhenTheBucketDoesNotExist() throws IOException {
        run.set("batch.folder", "obs://no-such-bucket/work/");
        run.drop("a.json", "{}");

        assertThat(run.toItsEnd("--batch")).isZero();

        assertThat(run.failed().resolve("a.json.reason.txt"))
                .content()
                .contains("no-such-bucket", "NoSuchBucket", "What to do:");
    }

    @Test
    void completesABatchThatRunsWhenItIsInterrupted() throws IOException {
        batches.hold();
        run.drop("a.json", "{}");
        CompletableFuture<Integer> ended = run.start("--batch");
        await().until(() -> batches.waiting() == 1);

        run.stop();

        assertThat(ended).isNotDone();
        batches.release();
        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
        assertThat(run.done().resolve("a.json")).exists();
        assertThat(server.obs().keys(BUCKET, "")).isEmpty();
    }

    @Test
    void doesNotWaitForFilesThatAreNotCompleteWhenItIsInterrupted() throws IOException {
        run.drop("a.json", "{}");
        Path incomplete = run.drop("b.json", "{");
        Files.setLastModifiedTime(incomplete, FileTime.from(Instant.now().plusSeconds(3_600)));
        CompletableFuture<Integer> ended = run.start("--batch");
        await().until(() -> Files.exists(run.working().resolve("a.json")));

        run.stop();

        assertThat(ended.orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo(1);
        assertThat(run.done().resolve("a.json")).exists();
        assertThat(incomplete).exists();
        assertThat(run.console()).contains("1 files: 1 predicted, 0 failed, 1 left for the next run");
    }

    /** The route in the README, with other folders. */
    @Test
    void aRouteOfItsOwnPredictsAFolder() throws Exception {
        Path scans = Files.createDirectory(folder.resolve("scans"));
        Files.writeString(scans.resolve("good.json"), "{}");
        Files.writeString(scans.resolve("bad.json"), "unreadable");
        Path outbox = folder.resolve("outbox");
        Main main = new Main();
        server.properties().forEach(main::addOverrideProperty);
        main.addOverrideProperty("camel.component.modelarts.pollInterval", "20ms");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:evening?repeatCount=1")
                        .setBody(constant(scans))
                        .to("modelarts:runBatch?modelId=iris&obsPath=obs://scans/work/&deleteAfter=true&authType=AK_SK")
                        .split(body())
                        .setHeader("CamelFileName", simple("${body.name}.json"))
                        .choice()
                        .when(simple("${body.failed}"))
                        .setBody(simple("${body.error}"))
                        .to("file:" + outbox + "/failed")
                        .otherwise()
                        .setBody(simple("${body.result}"))
                        .to("file:" + outbox);
            }
        });
        main.start();
        try {
            await().until(() -> Files.exists(outbox.resolve("good.json.json"))
                    && Files.exists(outbox.resolve("failed/bad.json.json")));
        } finally {
            main.stop();
        }
        assertThat(outbox.resolve("good.json.json")).content().contains("setosa");
        assertThat(outbox.resolve("failed/bad.json.json")).content().contains("there is no petal");
    }

    @Test
    void isNotPossibleTogetherWithWatch() {
        assertThatThrownBy(() -> CommandLine.parse("--watch", "--batch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use --batch without --watch");
    }
}
