package io.github.camelmodelarts.examples.filedrop;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileDropPredictionTest {

    @Test
    void readsScoresWrittenAsText() throws Exception {
        Prediction prediction = Prediction.of(
                "{\"predicted_label\":\"b\",\"scores\":[[\"a\",\"0.2\"],[\"b\",\"0.8\"]]}", Prediction::classification);

        assertThat(prediction.summary()).isEqualTo("b");
        assertThat(prediction.score()).isEqualTo(0.8);
    }

    @Test
    void acceptsAMissingScore() throws Exception {
        assertThat(Prediction.of("{\"predicted_label\":\"b\"}", Prediction::classification)
                        .score())
                .isNull();
        assertThat(Prediction.of("{\"data\":{\"resp_data\":[{\"predictresult\":\"x\"}]}}", Prediction::records)
                        .score())
                .isNull();
    }

    @Test
    void readsBoxesInTheOrderOfModelArts() throws Exception {
        Prediction prediction = Prediction.of(
                "{\"detection_classes\":[\"one\",\"two\"],\"detection_boxes\":[[1,2,3,4],[5,6,7,8]],"
                        + "\"detection_scores\":[0.9,0.8]}",
                Prediction::textLines);

        assertThat(prediction.lines())
                .containsExactly(new TextLine("one", 0.9, 2, 1, 4, 3), new TextLine("two", 0.8, 6, 5, 8, 7));
        assertThat(prediction.summary()).isEqualTo("one (+1 more)");
    }

    @Test
    void acceptsAPageWithoutText() throws Exception {
        assertThat(Prediction.of(
                                "{\"detection_classes\":[],\"detection_boxes\":[],\"detection_scores\":[]}",
                                Prediction::textLines)
                        .summary())
                .isEqualTo("no text");
    }

    @Test
    void namesTheMissingFieldInAResponseOfAnotherKind() {
        assertThatThrownBy(() -> Prediction.of("{\"a\":1}", Prediction::textLines))
                .hasMessageContaining("detection_classes");
        assertThatThrownBy(() -> Prediction.of("<html>", Prediction::records)).hasMessageContaining("not JSON");
    }
}
