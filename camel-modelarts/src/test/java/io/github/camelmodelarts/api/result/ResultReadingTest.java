package io.github.camelmodelarts.api.result;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.result.ImageClassification.Score;
import io.github.camelmodelarts.api.result.ObjectDetection.Box;
import io.github.camelmodelarts.api.result.ObjectDetection.DetectedObject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reads responses, and refuses those that do not match. Messages contain names of fields but never a value
 * ({@code canary}).
 */
class ResultReadingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'predicted_label':'rose','scores':[['rose','0.99'],['lily','0.01']]}",
                "{'predict_label':'rose','scores':[['rose',0.99],['lily',1e-2]]}",
                "{'predicted_label':'rose','predict_label':'lily','scores':[['rose',' 0.990 '],['lily',0.01]],'more':[]}",
                "{'predicted_label':null,'predict_label':'rose','scores':[['rose',0.99],['lily',0.01]]}",
            })
    void readsAnImageClassificationInEachDocumentedForm(String answer) throws Exception {
        assertThat(ImageClassification.parse(json(answer)))
                .isEqualTo(new ImageClassification("rose", List.of(new Score("rose", 0.99), new Score("lily", 0.01))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'predicted_label':7}",
                "{'predicted_label':'7','scores':null}",
                "{'predicted_label':'7','scores':[]}"
            })
    void readsALabelWithoutScores(String answer) throws Exception {
        assertThat(ImageClassification.parse(json(answer))).isEqualTo(new ImageClassification("7", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'scores':[['canary',1]]} | no predicted_label nor predict_label. It has the fields scores.",
                "{'predicted_label':['canary']} | predicted_label is an array and not a text",
                "{'predicted_label':{'canary':1}} | predicted_label is an object and not a text",
                "{'predicted_label':'a','scores':'canary'} | scores is a text and not an array",
                "{'predicted_label':'a','scores':{'canary':1}} | scores is an object and not an array",
                "{'predicted_label':'a','scores':[0.5]} | scores[0] is a number and not an array",
                "{'predicted_label':'a','scores':[['a',1],['canary']]} | scores[1] has 1 elements instead of 2",
                "{'predicted_label':'a','scores':[[['canary',1],['b',2]]]} | scores[0][0] is an array and not a text",
                "{'predicted_label':'a','scores':[['a','canary']]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a',NaN]]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a','NaN']]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a',-Infinity]]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a',1e999]]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a','0x1p3']]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a','']]} | scores[0][1] is not a finite number",
                "{'predicted_label':'a','scores':[['a',null]]} | scores[0][1] is null and not a number",
                "{'predicted_label':'a','scores':[[null,1]]} | scores[0][0] is null and not a text",
            })
    void refusesOtherResponsesThanAnImageClassification(String answer, String found) {
        assertRefused(() -> ImageClassification.parse(json(answer)), "image classification", "predicted_label", found);
    }

    @Test
    void readsAnObjectDetection() throws Exception {
        ObjectDetection expected = new ObjectDetection(List.of(
                new DetectedObject("cat", 0.97, new Box(10, 20, 110, 220.5)),
                new DetectedObject("3", 0.5, new Box(-1, 0, 0, 1))));

        assertThat(ObjectDetection.parse(
                        json("{'detection_classes':['cat',3],'detection_boxes':[[10,20.0,110,220.5],[-1,0,0,1]],"
                                + "'detection_scores':[0.97,0.5]}")))
                .isEqualTo(expected);
        assertThat(ObjectDetection.parse(
                        json("{'detection_classes':['cat','3'],'detection_boxes':[['10','20',110,'220.5'],[-1,0,0,1]],"
                                + "'detection_scores':['0.97','5e-1']}")))
                .isEqualTo(expected);
        assertThat(expected.objects().get(0).box().width()).isEqualTo(200.5);
        assertThat(expected.objects().get(0).box().height()).isEqualTo(100);
    }

    @Test
    void readsADetectionWithoutObjects() throws Exception {
        assertThat(ObjectDetection.parse(json("{'detection_classes':[],'detection_boxes':[],'detection_scores':[]}"))
                        .objects())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'detection_classes':['canary'],'detection_boxes':[[1,2,3,4]]} | no detection_scores. It has the fields detection_classes, detection_boxes.",
                "{'detection_classes':['a'],'detection_boxes':null,'detection_scores':[1]} | no detection_boxes",
                "{'detection_classes':'canary','detection_boxes':[],'detection_scores':[]} | detection_classes is a text and not an array",
                "{'detection_classes':['a','b'],'detection_boxes':[[1,2,3,4]],'detection_scores':[1,1]} | there are 2 detection_classes, 1 detection_boxes and 2 detection_scores",
                "{'detection_classes':['a'],'detection_boxes':[[1,2,3]],'detection_scores':[1]} | detection_boxes[0] has 3 elements instead of 4",
                "{'detection_classes':['a'],'detection_boxes':[[1,2,3,NaN]],'detection_scores':[1]} | detection_boxes[0][3] is not a finite number",
                "{'detection_classes':['a'],'detection_boxes':[[1,2,3,true]],'detection_scores':[1]} | detection_boxes[0][3] is true or false and not a number",
                "{'detection_classes':[['a']],'detection_boxes':[[[1,2,3,4]]],'detection_scores':[[1]]} | detection_classes[0] is an array and not a text",
                "{'detection_classes':['a'],'detection_boxes':[[[1,2,3,4]]],'detection_scores':[1]} | detection_boxes[0] has 1 elements instead of 4",
                "{'detection_classes':['a'],'detection_boxes':[[1,2,3,4]],'detection_scores':['canary']} | detection_scores[0] is not a finite number",
            })
    void refusesOtherResponsesThanAnObjectDetection(String answer, String found) {
        assertRefused(() -> ObjectDetection.parse(json(answer)), "object detection", "detection_classes", found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict_result", "predictresult", "predictioncol", "predict"})
    void readsATabularPredictionUnderEachNameOfTheResult(String name) throws Exception {
        TabularPrediction prediction =
                TabularPrediction.parse(json("{'meta':{'uuid':'u1'},'data':{'resp_data':[{'a':1,'" + name
                        + "':'x'},{'a':null,'b':[1,{'c':true}],'" + name + "':2.5}]}}"));

        assertThat(prediction.uuid()).isEqualTo("u1");
        assertThat(prediction.records()).extracting("result").containsExactly("x", "2.5");
        assertThat(prediction.records().get(0).fields()).isEqualTo(Map.of("a", 1, name, "x"));
        assertThat(prediction.records().get(1).fields())
                .containsEntry("a", null)
                .containsEntry("b", List.of(1, Map.of("c", true)))
                .containsEntry(name, 2.5);
    }

    @Test
    void readsTheMostSpecificOfSeveralResultNames() throws Exception {
        TabularPrediction prediction = TabularPrediction.parse(
                json("{'data':{'resp_data':[{'predict':'column','predictresult':'x','predict_result':null}]}}"));

        assertThat(prediction.records().get(0).result()).isEqualTo("x");
        assertThat(prediction.uuid()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data':{'resp_data':[]}}",
                "{'meta':null,'data':{'resp_data':[]}}",
                "{'meta':{'uuid':null},'data':{'resp_data':[]}}"
            })
    void readsAPredictionWithoutRecords(String answer) throws Exception {
        assertThat(TabularPrediction.parse(json(answer))).isEqualTo(new TabularPrediction(null, List.of()));
    }

    @Test
    void keepsValuesOfOtherTypesThanNumbersInARecord() throws Exception {
        TabularPrediction prediction =
                TabularPrediction.parse(json("{'data':{'resp_data':[{'a':NaN,'predict':NaN}]}}"));

        assertThat(prediction.records().get(0).result()).isEqualTo("NaN");
        assertThat(prediction.records().get(0).fields()).containsEntry("a", Double.NaN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'resp_data':[{'predict':'canary'}]} | no data.resp_data. It has the fields resp_data.",
                "{'data':'canary'} | no data.resp_data. It has the fields data.",
                "{'data':{'resp_data':{'predict':'canary'}}} | data.resp_data is an object and not an array",
                "{'data':{'resp_data':['canary']}} | data.resp_data[0] has none of predict_result, predictresult, predictioncol, predict",
                "{'data':{'resp_data':[{'predict':1},{'a':'canary','predict':null}]}} | data.resp_data[1] has none of predict_result",
                "{'data':{'resp_data':[{'predict':['canary']}]}} | data.resp_data[0].predict is an array and not a text",
                "{'data':{'resp_data':[[{'predict':'canary'}]]}} | data.resp_data[0] has none of",
                "{'meta':{'uuid':['canary']},'data':{'resp_data':[]}} | meta.uuid is an array and not a text",
            })
    void refusesOtherResponsesThanATabularPrediction(String answer, String found) {
        assertRefused(() -> TabularPrediction.parse(json(answer)), "tabular prediction", "data.resp_data", found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | this response is empty",
                "~  \n~ | this response is empty",
                "null | this response is null",
                "['canary'] | this response is an array",
                "'canary' | this response is a text",
                "{} | It has no field",
                "<html>canary</html> | this response is not JSON (line 1, column ",
                "{'canary':1 | this response is not JSON (line ",
                "{'predicted_label':'a'} canary | this response is not JSON (line ",
                "{'error_code':'canary','error_msg':'canary'} | It is an error response: convert a response only if CamelHttpResponseCode is a success status",
                "{'detection_classes':['canary'],'detection_scores':[]} | It looks like an object detection: convert it to ObjectDetection",
                "{'data':{'resp_data':['canary']}} | It looks like a tabular prediction: convert it to TabularPrediction",
                "{'mnist_result':'canary'} | It has the fields mnist_result. The model may use its own format: read the response as JSON",
            })
    void messageSaysWhatWasFoundAndWhatToDo(String answer, String found) {
        assertRefused(() -> ImageClassification.parse(json(answer)), "image classification", "predicted_label", found);
    }

    @Test
    void showsFieldNamesShortenedAndPrintable() {
        StringBuilder answer = new StringBuilder("{'a\\u001b[31m\\nFORGED':1,'" + "x".repeat(1000) + "':1");
        for (int i = 0; i < 1000; i++) {
            answer.append(",'f").append(i).append("':1");
        }

        assertThatThrownBy(() -> ObjectDetection.parse(json(answer + "}")))
                .message()
                .hasSizeLessThan(800)
                .contains("a\\u001B[31m\\u000AFORGED", ", f9, ...")
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void refusesDeepNestingWithItsOwnException() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThatThrownBy(() -> TabularPrediction.parse("{\"data\":{\"resp_data\":" + deep + "}}"))
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void readsBytesAndParsedJson() throws Exception {
        String answer = json("{'predicted_label':'grün'}");

        assertThat(ImageClassification.parse(answer.getBytes(StandardCharsets.UTF_8))
                        .label())
                .isEqualTo("grün");
        assertThat(ImageClassification.of(new JsonMapper().readTree(answer)).label())
                .isEqualTo("grün");
        assertThat(ObjectDetection.parse(json("{'detection_classes':[],'detection_boxes':[],'detection_scores':[]}")
                                .getBytes(StandardCharsets.UTF_8))
                        .objects())
                .isEmpty();
        assertThat(TabularPrediction.parse(json("{'data':{'resp_data':[]}}").getBytes(StandardCharsets.UTF_8))
                        .records())
                .isEmpty();
    }

    @Test
    void recordsAreImmutable() throws Exception {
        List<Score> scores = new ArrayList<>(List.of(new Score("a", 1)));
        ImageClassification classification = new ImageClassification("a", scores);
        scores.clear();
        assertThat(classification.scores()).hasSize(1).isUnmodifiable();

        TabularPrediction prediction =
                TabularPrediction.parse(json("{'data':{'resp_data':[{'a':[1],'m':{'b':1},'predict':1}]}}"));
        Map<String, Object> fields = prediction.records().get(0).fields();
        assertThat(prediction.records()).isUnmodifiable();
        assertThat(fields).isUnmodifiable();
        assertThat((List<?>) fields.get("a")).isUnmodifiable();
        assertThat((Map<?, ?>) fields.get("m")).isUnmodifiable();
        assertThat(new ObjectDetection(new ArrayList<>()).objects()).isUnmodifiable();
    }

    private static void assertRefused(ThrowingCallable parsing, String... inMessage) {
        assertThatThrownBy(parsing)
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContainingAll(inMessage)
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(parsing).hasNoCause();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
