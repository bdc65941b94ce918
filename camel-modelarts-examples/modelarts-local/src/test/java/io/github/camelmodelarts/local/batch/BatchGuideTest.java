package io.github.camelmodelarts.local.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section on batch services in the README, with the real models and sample pictures of the example file-drop: its code is
 * the code between the marks here.
 */
class BatchGuideTest {

    private static final Path SAMPLES = Path.of("../file-drop/samples");

    private final BatchCaller calls = new BatchCaller();
    private final ModelArtsLocal modelArts = calls.server;

    @AfterEach
    void close() {
        calls.close();
    }

    private static Map<String, Object> config(String model, String folder) {
        Map<String, Object> config = BatchCaller.config();
        config.put("model_id", model);
        config.put("instance_count", 2);
        config.put("src_path", folder);
        return config;
    }

    private List<JsonNode> results() {
        return calls.manifest().stream()
                .filter(line -> line.get("result").asText().equals("SUCCESSFUL"))
                .map(line -> calls.text(line.get("inference-loc").asText().replace("obs://out-bucket/", "")))
                .map(BatchGuideTest::json)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void predictsPicturesWithTheRealModels() throws Exception {
        byte[] picture = Files.readAllBytes(SAMPLES.resolve("scan-06.jpg"));
        // begin
        modelArts.obs().createBucket("scans").put("scans", "in/a.png", picture);
        modelArts.withModels();
        modelArts.management().model("leaves", request -> ModelAnswer.json(List.of("oak")));
        // end
        calls.await(calls.deploy(config("ocr", "obs://scans/in/")), "finished");
        assertThat(results())
                .hasSize(1)
                .allSatisfy(found -> assertThat(found.path("detection_classes")).isNotEmpty());

        modelArts.obs().put("scans", "pages/1.png", Files.readAllBytes(SAMPLES.resolve("scan-01.png")));
        modelArts.obs().put("scans", "pages/2.png", Files.readAllBytes(SAMPLES.resolve("scan-05.png")));
        modelArts.obs().put("scans", "pages/notes.txt", new byte[] {'x'});
        calls.await(calls.deploy(config("orientation", "obs://scans/pages/")), "finished");
        assertThat(results().stream().map(found -> found.path("predicted_label").asText()))
                .containsExactly("upright", "upside-down");
        assertThat(calls.manifest().get(2).path("error_message").asText()).contains("MR.0105");

        calls.await(calls.deploy(config("leaves", "obs://scans/in/")), "finished");
        assertThat(results()).hasToString("[[\"oak\"]]");
    }

    @Test
    void showsTheSettings() {
        modelArts.management().model("leaves", request -> ModelAnswer.json(List.of("oak")));
        for (int i = 0; i < 4; i++) {
            calls.put("data/" + i, "picture");
        }
        // begin
        BatchServices batches = modelArts.management().batches();
        batches.failNextRun(2, "out of memory")
                .linesPerManifest(100)
                .changeManifest(lines -> lines.subList(1, lines.size()))
                .hold();
        // end
        String id = calls.deploy(config("leaves", "obs://in-bucket/data/"));
        calls.until(() -> batches.waiting() == 2);
        // begin
        batches.letPass(3).release();
        String task = batches.tasks().get(0);
        // end
        assertThat(calls.await(id, "failed").get("error_msg").asText()).isEqualTo("out of memory");
        assertThat(calls.text("output/infer-result-" + task + ".manifest").lines())
                .hasSize(1);
    }

    @Test
    void isTheCodeOfTheGuide() throws IOException {
        String guide = code(Files.readString(Path.of("README.md")));
        String path = "src/test/java/" + getClass().getName().replace('.', '/') + ".java";
        String[] shown = Files.readString(Path.of(path)).split("// (begin|end)\\R");
        assertThat(shown).hasSize(7);
        assertThat(guide).contains(code(shown[1]), code(shown[3]) + code(shown[5]));
    }

    /** Without comments and white space. */
    private static String code(String text) {
        return text.replaceAll("(?m)(?<!:)//.*$", "").replaceAll("\\s", "");
    }
}
