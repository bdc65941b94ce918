package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * What an image classification answers: {@code {"predicted_label": "rose", "scores": [["rose", "0.99"], ["lily", "0.01"]]}}. Read
 * from {@code predict_label}, too, and with scores as numbers or as text, because ModelArts' documents have it both ways. Immutable;
 * nothing in it is null.
 *
 * @param label what the image shows, most likely
 * @param scores how likely each label is, as the model ordered them, of which ModelArts' own models give the first five; empty
 *     if the answer has none
 */
public record ImageClassification(String label, List<Score> scores) {

    /** Copies the list. */
    public ImageClassification {
        scores = List.copyOf(scores);
    }

    /**
     * A label and how likely it is.
     *
     * @param value from 0 to 1 as ModelArts documents it; finite in any case
     */
    public record Score(String label, double value) {}

    /**
     * Reads an answer.
     *
     * @throws ModelArtsResponseException if it is none of an image classification
     */
    public static ImageClassification parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CLASSIFICATION, json));
    }

    /** The same of JSON in UTF-8. */
    public static ImageClassification parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CLASSIFICATION, json));
    }

    /** The same of JSON that was parsed already. */
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
