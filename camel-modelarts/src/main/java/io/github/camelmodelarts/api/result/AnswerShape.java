package io.github.camelmodelarts.api.result;

import com.fasterxml.jackson.databind.JsonNode;

/** What ModelArts documents of the answers that models give, and by which fields one is told. */
enum AnswerShape {
    CLASSIFICATION(ImageClassification.class, "an image classification", "predicted_label (a text) and scores") {
        @Override
        boolean fits(JsonNode answer) {
            return answer.hasNonNull("predicted_label") || answer.hasNonNull("predict_label");
        }
    },
    DETECTION(
            ObjectDetection.class,
            "an object detection",
            "detection_classes, detection_boxes and detection_scores (arrays of the same length)") {
        @Override
        boolean fits(JsonNode answer) {
            return answer.hasNonNull("detection_classes");
        }
    },
    TABULAR(TabularPrediction.class, "a tabular prediction", "data.resp_data (an array of objects)") {
        @Override
        boolean fits(JsonNode answer) {
            return answer.path("data").hasNonNull("resp_data");
        }
    };

    private final Class<?> type;
    private final String title;
    private final String fields;

    AnswerShape(Class<?> type, String title, String fields) {
        this.type = type;
        this.title = title;
        this.fields = fields;
    }

    /** Whether an answer has what tells this shape from the others. */
    abstract boolean fits(JsonNode answer);

    String title() {
        return title;
    }

    String fields() {
        return fields;
    }

    String typeName() {
        return type.getSimpleName();
    }
}
