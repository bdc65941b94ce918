package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The result of an image classification:
 * {@code {"predicted_label": "rose", "scores": [["rose", "0.99"], ["lily", "0.01"]]}}. The label is also read from
 * {@code predict_label}, and scores may be numbers or text, because the ModelArts documents show both. Immutable; no
 * value is null.
 *
 * @param label the most likely label
 * @param scores the labels with their probabilities, in the order of the response; empty if the response has none. The
 *     models of ModelArts return the first five labels
 */
public record ImageClassification(String label, List<Score> scores) {

    /** Copies the list. */
    public ImageClassification {
        scores = List.copyOf(scores);
    }

    /**
     * A label with its probability.
     *
     * @param value the probability, from 0 to 1 as ModelArts documents it; always finite
     */
    public record Score(String label, double value) {}

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not the response of an image classification
     */
    public static ImageClassification parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CLASSIFICATION, json));
    }

    /** Parses a response in UTF-8. */
    public static ImageClassification parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CLASSIFICATION, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static ImageClassification of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.of(ResultShape.CLASSIFICATION, response);
        String label = reader.text("predicted_label", "predict_label");
        JsonNode pairs = reader.optional("scores");
        List<Score> scores = new ArrayList<>();
        if (!pairs.isMissingNode()) {
            for (JsonNode pair : reader.array(pairs, "scores")) {
                String path = "scores[" + scores.size() + "]";
                reader.array(pair, path, 2);
                scores.add(new Score(reader.text(pair.get(0), path + "[0]"), reader.number(pair.get(1), path + "[1]")));
            }
        }
        return new ImageClassification(label, scores);
    }
}
