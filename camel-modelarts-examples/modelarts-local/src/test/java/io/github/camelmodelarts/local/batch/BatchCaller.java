package io.github.camelmodelarts.local.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** Deploys batch services over HTTP like the code of a user, over the buckets {@code in-bucket} and {@code out-bucket}. */
final class BatchCaller implements AutoCloseable {

    static final String IN = "in-bucket";
    static final String OUT = "out-bucket";
    private static final JsonMapper JSON = new JsonMapper();

    final TestClock clock = new TestClock();
    final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    final TestCaller caller = new TestCaller(server, clock);
    final String services = "/v1/" + server.credentials().projectId() + "/services";

    BatchCaller() {
        server.obs().createBucket(IN).createBucket(OUT);
    }

    /** The fields of the documented sample. */
    static Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_id", "m1");
        config.put("specification", "modelarts.vm.cpu.2u");
        config.put("instance_count", 1);
        config.put("src_path", "https://in-bucket.obs.cn-north-4.myhuaweicloud.com/data/");
        config.put("dest_path", "https://out-bucket.obs.cn-north-4.myhuaweicloud.com/output/");
        config.put("req_uri", "/");
        config.put("mapping_type", "file");
        return config;
    }

    void put(String key, String content) {
        server.obs().put(IN, key, content.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(Map<String, Object> config) {
        return post(server, config);
    }

    static Answer post(ModelArtsLocal server, Map<String, Object> config) {
        Map<String, Object> service =
                Map.of("service_name", "batch-" + System.nanoTime(), "infer_type", "batch", "config", List.of(config));
        String path = "/v1/" + server.credentials().projectId() + "/services";
        return new TestCaller(server, new TestClock()).manage("POST", path, json(service));
    }

    String deploy(Map<String, Object> config) {
        Answer answer = post(config);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().get("service_id").asText();
    }

    String deploy() {
        return deploy(config());
    }

    JsonNode detail(String service) {
        return caller.manage("GET", services + "/" + service, "").json();
    }

    Answer change(String service, String status) {
        return caller.manage("PUT", services + "/" + service, json(Map.of("status", status)));
    }

    /** Waits for a state, and returns the detail of the service. */
    JsonNode await(String service, String status) {
        return soon().until(
                        () -> detail(service),
                        found -> found.path("status").asText().equals(status));
    }

    void until(Callable<Boolean> condition) {
        soon().until(condition);
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10));
    }

    /** The lines of the manifests of the last run, in the order of their files. */
    List<JsonNode> manifest() {
        String task = server.management()
                .batches()
                .tasks()
                .get(server.management().batches().runs() - 1);
        return server.obs().keys(OUT, "output/infer-result-" + task).stream()
                .filter(key -> key.endsWith(".manifest"))
                .flatMap(key -> text(key).lines())
                .map(BatchCaller::node)
                .toList();
    }

    String text(String key) {
        return new String(server.obs().get(OUT, key), StandardCharsets.UTF_8);
    }

    List<String> outputs() {
        return server.obs().keys(OUT, "");
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode node(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
