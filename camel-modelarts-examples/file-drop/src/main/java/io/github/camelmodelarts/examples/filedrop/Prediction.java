package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a response: the best label or the first result, its score, and the number of results. The list of lines is empty except
 * for text detection.
 */
record Prediction(String best, @Nullable Double score, int count, List<TextLine> lines) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads one kind of response. */
    @FunctionalInterface
    interface Reader {
        Prediction read(JsonNode response) throws UnexpectedAnswerException;
    }

    /** Parses the text of a response and reads it. */
    static Prediction of(String response, Reader reader) throws UnexpectedAnswerException {
        try {
            return reader.read(JSON.readTree(response));
        } catch (JsonProcessingException e) {
            throw new UnexpectedAnswerException("The response is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the text for the closing table: {@code setosa (+5 more)}. */
    String summary() {
        return count > 1 ? best + " (+" + (count - 1) + " more)" : best;
    }

    /** Reads a response of image classification: {@code predicted_label}, and {@code scores} as pairs of label and number. */
    static Prediction classification(JsonNode response) throws UnexpectedAnswerException {
        String label =
                require(response.path("predicted_label"), "predicted_label").asText();
        for (JsonNode pair : response.path("scores")) {
            if (pair.path(0).asText().equals(label)) {
                return new Prediction(label, number(pair.path(1)), 1, List.of());
            }
        }
        return new Prediction(label, null, 1, List.of());
    }

    /** Reads a response of object detection: {@code detection_classes}, {@code _boxes} (y_min, x_min, y_max, x_max) and {@code _scores}. */
    static Prediction textLines(JsonNode response) throws UnexpectedAnswerException {
        JsonNode texts = require(response.path("detection_classes"), "detection_classes");
        JsonNode boxes = require(response.path("detection_boxes"), "detection_boxes");
        JsonNode scores = require(response.path("detection_scores"), "detection_scores");
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

    /** Reads a response of predictive analytics: {@code data.resp_data}, a list of records with {@code predictresult} and perhaps {@code probability}. */
    static Prediction records(JsonNode response) throws UnexpectedAnswerException {
        JsonNode records = response.path("data").path("resp_data");
        JsonNode first = records.path(0);
        JsonNode label = require(first.path("predictresult"), "data.resp_data[0].predictresult");
        return new Prediction(label.asText(), number(first.path("probability")), records.size(), List.of());
    }

    private static JsonNode require(JsonNode node, String name) throws UnexpectedAnswerException {
        if (node.isMissingNode() || node.isNull()) {
            throw new UnexpectedAnswerException(
                    "The response has no " + name + ". The address probably belongs to another kind of service.", null);
        }
        return node;
    }

    /** ModelArts' own image models write numbers as text. */
    private static @Nullable Double number(JsonNode node) {
        double number = node.asDouble(Double.NaN);
        return Double.isNaN(number) ? null : number;
    }
}
