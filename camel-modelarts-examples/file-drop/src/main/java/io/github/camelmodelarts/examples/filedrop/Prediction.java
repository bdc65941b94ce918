package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * What people want to see of a service's answer: the best label or the first of several things, how sure the service is of that, and how
 * many there are. The lines of text are empty but for text detection.
 */
record Prediction(String best, @Nullable Double score, int count, List<TextLine> lines) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads one kind of answer. */
    @FunctionalInterface
    interface Reader {
        Prediction read(JsonNode answer) throws UnexpectedAnswerException;
    }

    /** The answer's text as one kind of answer. */
    static Prediction of(String answer, Reader reader) throws UnexpectedAnswerException {
        try {
            return reader.read(JSON.readTree(answer));
        } catch (JsonProcessingException e) {
            throw new UnexpectedAnswerException("The service's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** As in the closing table: {@code setosa (+5 more)}. */
    String summary() {
        return count > 1 ? best + " (+" + (count - 1) + " more)" : best;
    }

    /** Image classification: {@code predicted_label}, and {@code scores} as pairs of label and number. */
    static Prediction classification(JsonNode answer) throws UnexpectedAnswerException {
        String label =
                require(answer.path("predicted_label"), "predicted_label").asText();
        for (JsonNode pair : answer.path("scores")) {
            if (pair.path(0).asText().equals(label)) {
                return new Prediction(label, number(pair.path(1)), 1, List.of());
            }
        }
        return new Prediction(label, null, 1, List.of());
    }

    /** Object detection: {@code detection_classes}, {@code _boxes} (y_min, x_min, y_max, x_max) and {@code _scores}. */
    static Prediction textLines(JsonNode answer) throws UnexpectedAnswerException {
        JsonNode texts = require(answer.path("detection_classes"), "detection_classes");
        JsonNode boxes = require(answer.path("detection_boxes"), "detection_boxes");
        JsonNode scores = require(answer.path("detection_scores"), "detection_scores");
        List<TextLine> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            JsonNode box = boxes.path(i);
            lines.add(new TextLine(
                    texts.path(i).asText(),
                    scores.path(i).asDouble(),
                    box.path(1).asDouble(),
                    box.path(0).asDouble(),
                    box.path(3).asDouble(),
                    box.path(2).asDouble()));
        }
        return lines.isEmpty()
                ? new Prediction("no text", null, 0, List.of())
                : new Prediction(lines.get(0).text(), lines.get(0).score(), lines.size(), List.copyOf(lines));
    }

    /** Predictive analytics: {@code data.resp_data}, a list of records with {@code predictresult} and perhaps {@code probability}. */
    static Prediction records(JsonNode answer) throws UnexpectedAnswerException {
        JsonNode records = answer.path("data").path("resp_data");
        JsonNode first = records.path(0);
        JsonNode label = require(first.path("predictresult"), "data.resp_data[0].predictresult");
        return new Prediction(label.asText(), number(first.path("probability")), records.size(), List.of());
    }

    private static JsonNode require(JsonNode node, String name) throws UnexpectedAnswerException {
        if (node.isMissingNode() || node.isNull()) {
            throw new UnexpectedAnswerException(
                    "The service's answer has no " + name
                            + ": is it the kind of service that this address should have?",
                    null);
        }
        return node;
    }

    /** ModelArts' own image models write numbers as text. */
    private static @Nullable Double number(JsonNode node) {
        double number = node.asDouble(Double.NaN);
        return Double.isNaN(number) ? null : number;
    }
}
