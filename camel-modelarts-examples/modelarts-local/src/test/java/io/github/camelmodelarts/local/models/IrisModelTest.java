package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.local.api.ModelAnswer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class IrisModelTest {

    private static final String RECORD =
            "{\"sepalLength\":5.1,\"sepalWidth\":3.5,\"petalLength\":1.4,\"petalWidth\":0.2}";

    private static IrisModel model;

    @BeforeAll
    static void load() throws IOException {
        model = new IrisModel();
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
    }

    @Test
    void echoesTheUuidAndTheRecordAndAddsItsPrediction() throws IOException {
        JsonNode answer = answer("{\"meta\":{\"uuid\":\"u1\"},\"data\":{\"req_data\":[" + RECORD + "]}}");

        JsonNode result = answer.at("/data/resp_data/0");
        assertThat(answer.at("/meta/uuid").textValue()).isEqualTo("u1");
        assertThat(result.path("sepalWidth").doubleValue()).isEqualTo(3.5);
        assertThat(result.path("predictresult").textValue()).isEqualTo("setosa");
        assertThat(result.path("probability").doubleValue()).isBetween(0.9, 1.0);
    }

    @Test
    void returnsAnEmptyUuidForARequestWithoutOne() throws IOException {
        assertThat(answer("{\"data\":{\"req_data\":[" + RECORD + "]}}").path("meta"))
                .hasToString("{\"uuid\":\"\"}");
    }

    /** One flower of each kind: fails if features or labels are used in another order than in training. */
    @Test
    void classifiesEachKindAsInTraining() throws IOException {
        JsonNode answer = answer(new String(Samples.bytes("flowers-field-trip.json"), UTF_8));

        assertThat(answer.at("/data/resp_data").findValuesAsText("predictresult"))
                .containsExactly("setosa", "setosa", "versicolor", "versicolor", "virginica", "virginica");
    }

    @Test
    void classifiesMostOfTheDataSetCorrectly() throws IOException {
        List<String> species = new ArrayList<>();
        StringBuilder records = new StringBuilder();
        for (String row : dataSet()) {
            String[] cells = row.split(",", -1);
            species.add(cells[4]);
            records.append(records.isEmpty() ? "" : ",")
                    .append("{\"sepalLength\":%s,\"sepalWidth\":%s,\"petalLength\":%s,\"petalWidth\":%s}"
                            .formatted((Object[]) cells));
        }
        List<String> predicted = answer("{\"data\":{\"req_data\":[" + records + "]}}")
                .at("/data/resp_data")
                .findValuesAsText("predictresult");
        int right = 0;
        for (int i = 0; i < species.size(); i++) {
            right += predicted.get(i).equals(species.get(i)) ? 1 : 0;
        }
        assertThat(species).hasSize(150);
        assertThat(right / 150.0).isGreaterThanOrEqualTo(0.93);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"data"                                                      | The body is not JSON: Unexpected end-of-input
            {}                                                           | data.req_data must be a list
            []                                                           | data.req_data must be a list
            {"data":{"req_data":{}}}                                     | data.req_data must be a list
            {"data":{"req_data":[]}}                                     | at least one record
            {"data":{"req_data":[7]}}                                    | data.req_data[0] is not a record
            {"data":{"req_data":[RECORD,{"petalLength":1}]}}             | data.req_data[1] has no petalWidth
            {"data":{"req_data":[{"petalLength":"long"}]}}               | data.req_data[0].petalLength is not a usable number
            {"data":{"req_data":[{"petalLength":null}]}}                 | data.req_data[0].petalLength is not a usable number
            {"data":{"req_data":[{"petalLength":1e300}]}}                | data.req_data[0].petalLength is not a usable number
            """)
    void rejectsUnusableInputAndSaysWhereItIs(String body, String reason) throws IOException {
        ModelAnswer answer = model.predict(SentRequest.json(body.replace("RECORD", RECORD)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(new JsonMapper().readTree(answer.body()).path("msg").textValue())
                .contains(reason);
    }

    @Test
    void rejectsMethodsOtherThanPostAndTypesOtherThanJson() throws IOException {
        assertThat(model.predict(SentRequest.by("DELETE")).status()).isEqualTo(405);
        assertThat(model.predict(SentRequest.body("text/csv", new byte[1])).status())
                .isEqualTo(415);
    }

    @Test
    void readsAFileInAFormAsABatchServiceSendsIt() throws IOException {
        byte[] records = ("{\"data\":{\"req_data\":[" + RECORD + "]}}").getBytes(UTF_8);

        assertThat(model.predict(SentRequest.form("images", records)).status()).isEqualTo(200);
        assertThat(model.predict(SentRequest.form("another", records)).status()).isEqualTo(400);
    }

    @Test
    void containsNoPathOfTheMachineThatTrainedIt() throws IOException {
        try (InputStream in = IrisModel.class.getResourceAsStream("iris.onnx")) {
            assertThat(new String(in.readAllBytes(), ISO_8859_1)).doesNotContain("/", "\\", "os-name");
        }
    }

    private static List<String> dataSet() throws IOException {
        try (InputStream in = IrisModelTest.class.getResourceAsStream("iris.csv")) {
            return new String(in.readAllBytes(), UTF_8).lines().skip(1).toList();
        }
    }

    private static JsonNode answer(String body) throws IOException {
        ModelAnswer answer = model.predict(SentRequest.json(body));
        assertThat(answer.status()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }
}
