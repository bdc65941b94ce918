package io.github.camelmodelarts.local.batch;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample is that of Huawei's page "Deploying a Model as a Batch Inference Service", "Example Mapping". */
class CsvBatchTest {

    private static final String RULE = """
            {"type":"object","properties":{"data":{"type":"object","properties":{"req_data":{"type":"array","items":[
             {"type":"object","properties":{
              "input_1":{"type":"number","index":0},"input_2":{"type":"number","index":1},
              "input_3":{"type":"number","index":2},"input_4":{"type":"number","index":3}}}]}}}}}""";

    private final BatchCaller calls = new BatchCaller();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void setModel() {
        calls.server.management().model("m1", request -> {
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
            assertThat(request.part("images")).isNull();
            requests.add(new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
            return ModelAnswer.json(Map.of("n", requests.size()));
        });
    }

    @AfterEach
    void close() {
        calls.close();
    }

    private static Map<String, Object> config(String rule) throws Exception {
        Map<String, Object> config = BatchCaller.config();
        config.put("mapping_type", "csv");
        config.put("mapping_rule", new JsonMapper().readTree(rule));
        return config;
    }

    @Test
    void makesARequestOfEachLineAsDocumented() throws Exception {
        calls.put("data/data.csv", "5.1,3.5,1.4,0.2\n4.9,3.0,1.4,0.2\r\n\n4.7, 3.2,1.3,0.2");
        calls.put("data/notes.txt", "5.1,3.5,1.4,0.2");
        calls.await(calls.deploy(config(RULE)), "finished");
        assertThat(requests)
                .containsExactly(
                        "{\"data\":{\"req_data\":[{\"input_1\":5.1,\"input_2\":3.5,\"input_3\":1.4,\"input_4\":0.2}]}}",
                        "{\"data\":{\"req_data\":[{\"input_1\":4.9,\"input_2\":3.0,\"input_3\":1.4,\"input_4\":0.2}]}}",
                        "{\"data\":{\"req_data\":[{\"input_1\":4.7,\"input_2\":3.2,\"input_3\":1.3,\"input_4\":0.2}]}}");
        JsonNode line = calls.manifest().get(0);
        assertThat(line.get("inference-loc").asText()).endsWith("/data.csv_result.txt");
        assertThat(calls.text(line.get("inference-loc").asText().replace("obs://out-bucket/", "")))
                .isEqualTo("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
        assertThat(calls.manifest().get(1).get("error_message").asText()).contains("not a CSV file");
    }

    @Test
    void failsWithTheFirstLineThatFails() throws Exception {
        calls.put("data/data.csv", "5.1,3.5,1.4,0.2\n4.9,three,1.4,0.2");
        calls.await(calls.deploy(config(RULE)), "finished");
        assertThat(calls.manifest().get(0).get("error_message").asText())
                .isEqualTo("Line 2: \"three\" is not a value of type number for input_2");
    }
}
