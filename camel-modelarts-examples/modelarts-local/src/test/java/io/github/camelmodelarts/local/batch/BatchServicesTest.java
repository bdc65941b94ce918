package io.github.camelmodelarts.local.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.management.ManagementApi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchServicesTest {

    private final BatchCaller calls = new BatchCaller();
    private final ManagementApi management = calls.server.management();
    private final BatchServices batches = management.batches();

    @BeforeEach
    void setModel() {
        management.model("m1", BatchServicesTest::upperCase);
    }

    @AfterEach
    void close() {
        calls.close();
    }

    /** Rejects files that begin with {@code bad}. */
    private static ModelAnswer upperCase(ModelRequest request) throws IOException {
        String text = new String(request.part("images"), StandardCharsets.UTF_8);
        return text.startsWith("bad")
                ? ModelAnswer.refusal(400, "not a picture")
                : ModelAnswer.json(List.of(text + "!"));
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    private static String source(String name) {
        return "obs://in-bucket/data/" + name;
    }

    private static List<String> sources(List<JsonNode> manifest) {
        return manifest.stream().map(line -> line.path("source").asText()).toList();
    }

    private static List<String> results(List<JsonNode> manifest) {
        return manifest.stream().map(line -> line.path("result").asText()).toList();
    }

    private void putFiles(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> calls.put("data/" + i + ".jpg", "picture " + i));
    }

    /** Layout and lines are those of Huawei's page "Output Path", 2025-05-29. */
    @Test
    void writesResultsAndManifestAsDocumented() {
        putFiles(2);
        calls.put("data/3.jpg", "bad");
        JsonNode detail = calls.await(calls.deploy(), "finished");
        assertThat(detail.has("error_msg")).isFalse();
        String task = batches.tasks().get(0);
        String result = "output/infer-result-" + task;
        assertThat(calls.outputs())
                .containsExactlyInAnyOrder(
                        result + ".manifest", result + "/1.jpg_result.txt", result + "/2.jpg_result.txt");
        assertThat(calls.text(result + "/1.jpg_result.txt")).isEqualTo("[\"picture 1!\"]");
        assertThat(calls.text(result + ".manifest").lines())
                .containsExactly(
                        "{\"source\":\"obs://in-bucket/data/1.jpg\",\"result\":\"SUCCESSFUL\",\"inference-loc\":"
                                + "\"obs://out-bucket/" + result + "/1.jpg_result.txt\"}",
                        "{\"source\":\"obs://in-bucket/data/2.jpg\",\"result\":\"SUCCESSFUL\",\"inference-loc\":"
                                + "\"obs://out-bucket/" + result + "/2.jpg_result.txt\"}",
                        calls.text(result + ".manifest").lines().toList().get(2));
        JsonNode failed = calls.manifest().get(2);
        assertThat(failed.fieldNames()).toIterable().containsExactly("source", "result", "error_message");
        assertThat(failed.get("result").asText()).isEqualTo("FAILED");
        assertThat(failed.get("error_message").asText()).contains("MR.0105", "not a picture");
    }

    @Test
    void showsItselfInListAndDetail() {
        putFiles(2);
        batches.hold();
        String id = calls.deploy();
        JsonNode running = calls.await(id, "running");
        assertThat(running.get("infer_type").asText()).isEqualTo("batch");
        assertThat(running.at("/config/0/src_path").asText())
                .isEqualTo("https://in-bucket.obs.cn-north-4.myhuaweicloud.com/data/");
        assertThat(running.at("/config/0/dest_path").asText())
                .isEqualTo("https://out-bucket.obs.cn-north-4.myhuaweicloud.com/output/");
        assertThat(running.at("/config/0/req_uri").asText()).isEqualTo("/");
        assertThat(running.at("/config/0/mapping_type").asText()).isEqualTo("file");
        assertThat(running.at("/config/0").has("weight")).isFalse();
        assertThat(running.has("access_address")).isFalse();
        assertThat(running.get("progress").asInt()).isZero();
        batches.letPass(1);
        calls.until(() -> calls.detail(id).path("progress").asInt() == 50);
        batches.release();
        assertThat(calls.await(id, "finished").has("progress")).isFalse();
        Map<String, String> path = Map.of("all", "?infer_type=batch&status=finished", "none", "?infer_type=real-time");
        assertThat(list(path.get("all")).at("/services/0/service_id").asText()).isEqualTo(id);
        assertThat(list(path.get("none")).at("/total_count").asInt()).isZero();
        String v2 = "/v2/" + calls.server.credentials().projectId() + "/services";
        assertThat(calls.caller.manage("GET", v2, "").json().at("/total").asInt())
                .isZero();
        assertRefused(calls.caller.manage("GET", v2 + "/" + id, ""), 404, "ModelArts.3502");
        assertThat(calls.caller
                        .manage("GET", calls.services + "/" + id + "/events", "")
                        .response()
                        .body())
                .contains("The service is deploying", "The service is running", "The service is finished");
    }

    private JsonNode list(String query) {
        return calls.caller.manage("GET", calls.services + query, "").json();
    }

    @Test
    void hasNoAddress() {
        putFiles(1);
        batches.hold();
        String id = calls.deploy();
        calls.await(id, "running");
        assertRefused(calls.caller.api("POST", "/v1/infers/" + id, calls.caller.appCode(), "{}"), 404, "APIG.0101");
    }

    @Test
    void sendsTheFormThatAClientWouldSend() throws Exception {
        Map<String, String> seen = new LinkedHashMap<>();
        management.model("m1", request -> {
            seen.put("method", request.method());
            seen.put("path", request.path());
            seen.put("query", request.query());
            seen.put("type", request.header("content-type"));
            seen.put("length", request.header("Content-Length"));
            seen.put("other", Arrays.toString(request.part("images")));
            seen.put("body", new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
            seen.put("part", new String(request.part("file"), StandardCharsets.UTF_8));
            return ModelAnswer.json(List.of());
        });
        batches.field("m1", "file");
        calls.put("data/a \"b\".png", "pixels");
        Map<String, Object> config = BatchCaller.config();
        config.put("req_uri", "/predict/v1?x=1");
        calls.await(calls.deploy(config), "finished");
        assertThat(results(calls.manifest())).containsExactly("SUCCESSFUL");
        String boundary = seen.get("type").replace("multipart/form-data; boundary=", "");
        assertThat(seen)
                .containsEntry("method", "POST")
                .containsEntry("path", "/predict/v1")
                .containsEntry("query", "x=1")
                .containsEntry("part", "pixels")
                .containsEntry("other", "null")
                .containsEntry("length", "" + seen.get("body").length())
                .containsEntry(
                        "body",
                        "--" + boundary
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.png\"\r\n"
                                + "Content-Type: image/png\r\n\r\npixels\r\n--" + boundary + "--\r\n");
    }

    @Test
    void readsNestedFoldersAndKeepsTheirPathsInTheResults() {
        for (String key :
                List.of("data/1.jpg", "data/a/1.jpg", "data/a/b/1.jpg", "data/a/", "other/2.jpg", "data2/3.jpg")) {
            calls.put(key, key);
        }
        calls.await(calls.deploy(), "finished");
        assertThat(sources(calls.manifest())).containsExactly(source("1.jpg"), source("a/1.jpg"), source("a/b/1.jpg"));
        String result = "output/infer-result-" + batches.tasks().get(0);
        assertThat(calls.text(result + "/a/b/1.jpg_result.txt")).isEqualTo("[\"data/a/b/1.jpg!\"]");
        assertThat(calls.text(result + "/1.jpg_result.txt")).isEqualTo("[\"data/1.jpg!\"]");
    }

    @Test
    void writesToTheTopOfABucket() {
        calls.put("1.jpg", "picture");
        Map<String, Object> config = BatchCaller.config();
        config.put("src_path", "obs://in-bucket/");
        config.put("dest_path", "//out-bucket");
        calls.await(calls.deploy(config), "finished");
        String result = "infer-result-" + batches.tasks().get(0);
        assertThat(calls.outputs()).containsExactlyInAnyOrder(result + ".manifest", result + "/1.jpg_result.txt");
    }

    @Test
    void rejectsConfigurationsWithoutAMandatoryField() {
        for (String field : BatchCaller.config().keySet()) {
            Map<String, Object> config = BatchCaller.config();
            config.remove(field);
            Answer answer = calls.post(config);
            assertRefused(answer, 400, "ModelArts.4200");
            assertThat(answer.message()).contains(field.equals("model_id") ? "config" : field);
        }
        assertThat(list("").get("total_count").asInt()).isZero();
    }

    @Test
    void failsWithoutInputFilesAndWithoutBuckets() {
        assertThat(calls.await(calls.deploy(), "failed").get("error_msg").asText())
                .contains("no input file", "obs://in-bucket/data/");
        Map<String, Object> config = BatchCaller.config();
        config.put("src_path", "obs://missing/data/");
        assertThat(calls.await(calls.deploy(config), "failed").get("error_msg").asText())
                .contains("no bucket missing");
        putFiles(1);
        config.put("src_path", "obs://in-bucket/data/");
        config.put("dest_path", "obs://missing/");
        assertThat(calls.await(calls.deploy(config), "failed").get("error_msg").asText())
                .contains("no bucket missing");
        assertThat(calls.outputs()).isEmpty();
        assertThat(batches.runs()).isEqualTo(3);
    }

    @Test
    void goesOnAfterAModelThatFailsInAnyWay() {
        putFiles(5);
        calls.server.obs().put(BatchCaller.IN, "data/6.jpg", new byte[(12 << 20) + 1]);
        management.model("m1", request -> switch (upperCase(request).status() == 200 ? part(request) : "") {
            case "picture 1" -> throw new IOException("out of paper");
            case "picture 2" -> throw new IllegalStateException("out of ink");
            case "picture 3" -> ModelAnswer.of(503, "text/plain", new byte[0]);
            case "picture 4" -> ModelAnswer.events(AnswerStream.events("a").breakOff());
            default ->
                ModelAnswer.events(
                        AnswerStream.events("a", "b").every(Duration.ofHours(1)).done());
        });
        calls.await(calls.deploy(), "finished");
        List<JsonNode> lines = calls.manifest();
        assertThat(results(lines)).containsExactly("FAILED", "FAILED", "FAILED", "FAILED", "SUCCESSFUL", "FAILED");
        assertThat(lines.stream().map(line -> line.path("error_message").asText()))
                .satisfiesExactly(
                        text -> assertThat(text).contains("out of paper"),
                        text -> assertThat(text).contains("out of ink"),
                        text -> assertThat(text).contains("status 503"),
                        text -> assertThat(text).contains("not complete"),
                        text -> assertThat(text).isEmpty(),
                        text -> assertThat(text).contains("12 MB"));
        String result = lines.get(4).get("inference-loc").asText().replace("obs://out-bucket/", "");
        assertThat(calls.text(result)).isEqualTo("data: a\n\ndata: b\n\ndata: [DONE]\n\n");
    }

    private static String part(ModelRequest request) throws IOException {
        return new String(request.part("images"), StandardCharsets.UTF_8);
    }

    @Test
    void runsAgainWithANewTask() {
        putFiles(1);
        String id = calls.deploy();
        calls.await(id, "finished");
        assertRefused(calls.change(id, "stopped"), 400, "ModelArts.3519");
        putFiles(2);
        assertThat(calls.change(id, "running").status()).isEqualTo(200);
        calls.until(() -> batches.runs() == 2);
        calls.await(id, "finished");
        assertThat(batches.tasks()).doesNotHaveDuplicates().hasSize(2);
        assertThat(sources(calls.manifest())).containsExactly(source("1.jpg"), source("2.jpg"));
        assertThat(calls.outputs()).hasSize(5);
    }

    @Test
    void stopsHalfWayAndWritesWhatWasDone() {
        putFiles(3);
        batches.hold();
        String id = calls.deploy();
        calls.await(id, "running");
        batches.letPass(1);
        calls.until(() -> calls.detail(id).path("progress").asInt() == 33);
        assertRefused(calls.change(id, "running"), 400, "ModelArts.3519");
        assertThat(calls.change(id, "stopped").status()).isEqualTo(200);
        assertThat(calls.await(id, "stopped").has("error_msg")).isFalse();
        assertThat(sources(calls.manifest())).containsExactly(source("1.jpg"));
        batches.release();
        calls.change(id, "running");
        calls.await(id, "finished");
        assertThat(calls.manifest()).hasSize(3);
    }

    @Test
    void isStoppingUntilTheModelHasResponded() throws Exception {
        putFiles(2);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch response = new CountDownLatch(1);
        management.model("m1", request -> {
            asked.countDown();
            try {
                response.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return ModelAnswer.json(List.of());
        });
        String id = calls.deploy();
        asked.await();
        calls.change(id, "stopped");
        assertThat(calls.detail(id).get("status").asText()).isEqualTo("stopping");
        response.countDown();
        calls.await(id, "stopped");
        assertThat(results(calls.manifest())).containsExactly("SUCCESSFUL");
    }

    @Test
    void isDeletedWhileItRunsAndLeavesItsResults() {
        putFiles(2);
        batches.hold();
        String id = calls.deploy();
        calls.await(id, "running");
        batches.letPass(1);
        calls.until(() -> calls.detail(id).path("progress").asInt() == 50);
        assertThat(calls.caller.manage("DELETE", calls.services + "/" + id, "").status())
                .isEqualTo(200);
        assertRefused(calls.caller.manage("GET", calls.services + "/" + id, ""), 404, "ModelArts.3502");
        calls.until(() -> calls.outputs().size() == 2);
        assertThat(batches.waiting()).isZero();
        assertThat(sources(calls.manifest())).containsExactly(source("1.jpg"));
    }

    @Test
    void isDeployingForAWhile() {
        putFiles(1);
        management.deploymentTakes(Duration.ofMinutes(3));
        String id = calls.deploy();
        calls.clock.move(Duration.ofSeconds(90));
        assertThat(calls.detail(id).get("status").asText()).isEqualTo("deploying");
        assertThat(calls.detail(id).get("progress").asInt()).isEqualTo(50);
        assertThat(batches.runs()).isZero();
        calls.clock.move(Duration.ofSeconds(90));
        calls.await(id, "finished");
        assertThat(batches.runs()).isOne();
    }

    @Test
    void runsAfterItsDeploymentEvenIfNoRequestReadsItsState() {
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            server.obs()
                    .createBucket("in-bucket")
                    .createBucket("out-bucket")
                    .put("in-bucket", "data/1.jpg", new byte[1]);
            server.management().deploymentTakes(Duration.ofMillis(50));
            Answer answer = BatchCaller.post(server, BatchCaller.config());
            assertThat(answer.status()).isEqualTo(200);
            calls.until(() -> server.obs().keys("out-bucket", "output/").size() == 2);
        }
    }

    @Test
    void doesNotRunAfterItsDeletionOrAStop() {
        putFiles(1);
        management.deploymentTakes(Duration.ofMinutes(3));
        String id = calls.deploy();
        calls.caller.manage("DELETE", calls.services + "/" + id, "");
        String failing = calls.deploy();
        calls.change(failing, "stopped");
        calls.clock.move(Duration.ofMinutes(5));
        assertThat(calls.detail(failing).get("status").asText()).isEqualTo("stopped");
        assertThat(batches.runs()).isZero();
    }

    @Test
    void failsHalfWayAsPlanned() {
        putFiles(3);
        batches.failNextRun(2, "no more memory").failNextRun(0, "no node");
        String id = calls.deploy();
        assertThat(calls.await(id, "failed").get("error_msg").asText()).isEqualTo("no more memory");
        assertThat(sources(calls.manifest())).containsExactly(source("1.jpg"), source("2.jpg"));
        int outputs = calls.outputs().size();
        calls.change(id, "running");
        calls.until(() -> batches.runs() == 2);
        assertThat(calls.await(id, "failed").get("error_msg").asText()).isEqualTo("no node");
        assertThat(calls.outputs()).hasSize(outputs);
        calls.change(id, "running");
        assertThat(calls.await(id, "finished").has("error_msg")).isFalse();
    }

    @Test
    void changesTheManifestAsPlanned() {
        putFiles(2);
        batches.changeManifest(lines -> {
            List<String> changed = new ArrayList<>(lines);
            changed.set(0, "{broken");
            changed.add("{\"source\":\"obs://in-bucket/unknown.jpg\",\"result\":\"SUCCESSFUL\"}");
            return changed;
        });
        String id = calls.deploy();
        calls.await(id, "finished");
        String manifest = calls.text("output/infer-result-" + batches.tasks().get(0) + ".manifest");
        assertThat(manifest.lines()).hasSize(3).startsWith("{broken");
        batches.changeManifest(lines -> List.of());
        calls.change(id, "running");
        calls.until(() -> batches.runs() == 2);
        calls.await(id, "finished");
        assertThat(calls.text("output/infer-result-" + batches.tasks().get(1) + ".manifest"))
                .isEmpty();
        batches.changeManifest(lines -> {
            throw new IllegalStateException("test");
        });
        calls.change(id, "running");
        assertThat(calls.await(id, "failed").get("error_msg").asText()).contains("test");
        batches.clear();
        calls.change(id, "running");
        calls.await(id, "finished");
        assertThat(calls.manifest()).hasSize(2);
    }

    @Test
    void splitsTheManifest() {
        putFiles(3);
        batches.linesPerManifest(2);
        calls.await(calls.deploy(), "finished");
        String name = "output/infer-result-" + batches.tasks().get(0);
        assertThat(calls.outputs().stream().filter(key -> key.endsWith(".manifest")))
                .containsExactlyInAnyOrder(name + ".manifest", name + "_1.manifest");
        assertThat(calls.text(name + ".manifest").lines()).hasSize(2).allMatch(line -> line.contains("SUCCESSFUL"));
        assertThat(calls.text(name + "_1.manifest")).contains(source("3.jpg")).endsWith("}\n");
        assertThatThrownBy(() -> batches.linesPerManifest(0)).hasMessageContaining("at least 1");
    }

    @Test
    void predictsOnSeveralInstancesAtTheSameTime() {
        putFiles(9);
        batches.hold();
        Map<String, Object> config = BatchCaller.config();
        config.put("instance_count", 3);
        String id = calls.deploy(config);
        calls.until(() -> batches.waiting() == 3);
        batches.letPass(2);
        calls.until(() -> calls.detail(id).path("progress").asInt() == 22);
        batches.release();
        calls.await(id, "finished");
        assertThat(sources(calls.manifest()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> source(i + ".jpg"))
                        .toList());
    }

    @Test
    void readsAManifestOfFiles() {
        putFiles(2);
        calls.put("data/a/1.jpg", "bad");
        calls.put("lists/test.manifest", """
                {"source": "obs://in-bucket/data/1.jpg"}

                {"source":"https://in-bucket.obs.cn-north-1.myhuaweicloud.com:443/data/2.jpg?AccessKeyId=x&Signature=y"}
                {"source":"obs://in-bucket/data/a/1.jpg"}
                {"source":"obs://in-bucket/data/9.jpg"}
                {"source":"obs://missing/data/1.jpg"}
                {"source":"obs://in-bucket/data/"}""");
        calls.await(calls.deploy(ofManifest()), "finished");
        List<JsonNode> lines = calls.manifest();
        assertThat(results(lines)).containsExactly("SUCCESSFUL", "SUCCESSFUL", "FAILED", "FAILED", "FAILED", "FAILED");
        assertThat(sources(lines).get(1))
                .isEqualTo(
                        "https://in-bucket.obs.cn-north-1.myhuaweicloud.com:443/data/2.jpg?AccessKeyId=x&Signature=y");
        assertThat(lines.get(1).get("inference-loc").asText()).endsWith("/2.jpg_result.txt");
        assertThat(lines.get(3).get("error_message").asText()).contains("no object obs://in-bucket/data/9.jpg");
        calls.put("data/a/1.jpg", "good");
        calls.await(calls.deploy(ofManifest()), "finished");
        assertThat(calls.manifest().get(2).get("inference-loc").asText())
                .endsWith("/in-bucket/data/a/1.jpg_result.txt");
    }

    private static Map<String, Object> ofManifest() {
        Map<String, Object> config = new HashMap<>(BatchCaller.config());
        config.put("src_type", "ManifestFile");
        config.put("src_path", "obs://in-bucket/lists/test.manifest");
        return config;
    }

    @Test
    void failsIfAManifestCanNotBeRead() {
        assertThat(calls.await(calls.deploy(ofManifest()), "failed")
                        .get("error_msg")
                        .asText())
                .contains("no manifest obs://in-bucket/lists/test.manifest");
        Map<String, String> messages = Map.of(
                "{x",
                "Line 2 of .* is not JSON",
                "{\"sauce\":1}",
                "Line 2 of .* has no source",
                "[]",
                "Line 2 of .* has no source");
        messages.forEach((line, message) -> {
            calls.put("lists/test.manifest", "{\"source\":\"obs://in-bucket/data/1.jpg\"}\n" + line);
            assertThat(calls.await(calls.deploy(ofManifest()), "failed")
                            .get("error_msg")
                            .asText())
                    .matches(message);
        });
    }

    @Test
    void usesTheModelOfTheServiceThatShowsTheId() {
        calls.server.addService("shout", request -> ModelAnswer.json(part(request) + "!!"));
        putFiles(1);
        Map<String, Object> config = BatchCaller.config();
        config.put("model_id", "shout");
        calls.await(calls.deploy(config), "finished");
        String place = calls.manifest().get(0).get("inference-loc").asText().replace("obs://out-bucket/", "");
        assertThat(calls.text(place)).isEqualTo("\"picture 1!!\"");
    }

    @Test
    void canBeUpdatedBetweenRuns() {
        putFiles(1);
        calls.put("more/2.jpg", "picture");
        String id = calls.deploy();
        calls.await(id, "finished");
        String body =
                "{\"infer_type\":\"real-time\",\"config\":[{\"model_id\":\"m1\",\"specification\":\"s\",\"instance_count\":1,"
                        + "\"src_path\":\"%s\",\"dest_path\":\"/out-bucket/output/\",\"req_uri\":\"/\",\"mapping_type\":\"file\"}]}";
        assertRefused(
                calls.caller.manage("PUT", calls.services + "/" + id, body.formatted("x")), 400, "ModelArts.4200");
        assertThat(calls.caller
                        .manage("PUT", calls.services + "/" + id, body.formatted("/in-bucket/more/"))
                        .status())
                .isEqualTo(200);
        calls.change(id, "running");
        calls.until(() -> batches.runs() == 2);
        assertThat(calls.await(id, "finished").get("infer_type").asText()).isEqualTo("batch");
        assertThat(sources(calls.manifest())).containsExactly("obs://in-bucket/more/2.jpg");
    }

    @Test
    void endsItsThreadsWithTheServer() {
        putFiles(3);
        batches.hold();
        Map<String, Object> config = BatchCaller.config();
        config.put("instance_count", 2);
        calls.deploy(config);
        calls.until(() -> batches.waiting() == 2);
        ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("modelarts-local-batch-"))
                .forEach(threads::add);
        assertThat(threads).isNotEmpty();
        calls.close();
        assertThat(batches.waiting()).isZero();
        calls.until(() -> threads.stream().noneMatch(Thread::isAlive));
    }
}
