package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * What an object detection answers: {@code {"detection_classes": ["cat"], "detection_boxes": [[10.0, 20.0, 110.0, 220.0]],
 * "detection_scores": [0.97]}}, three arrays that belong together. Numbers may be written as text. Immutable; nothing in it is
 * null.
 *
 * @param objects what was found, as the model ordered it; empty if that was nothing
 */
public record ObjectDetection(List<DetectedObject> objects) {

    /** Copies the list. */
    public ObjectDetection {
        objects = List.copyOf(objects);
    }

    /**
     * Something in an image.
     *
     * @param label what it is
     * @param score how likely that is, from 0 to 1 as ModelArts documents it; finite in any case
     * @param box where it is
     */
    public record DetectedObject(String label, double score, Box box) {}

    /**
     * A rectangle, in the order in which ModelArts writes it, y first. The documents don't say what is counted: their values look
     * like pixels from the upper left corner, and a model of one's own may count otherwise, in parts of the whole for example. Kept as
     * the model gave it.
     *
     * @param yMin the upper edge
     * @param xMin the left edge
     * @param yMax the lower edge
     * @param xMax the right edge
     */
    public record Box(double yMin, double xMin, double yMax, double xMax) {

        /** From the left to the right edge. */
        public double width() {
            return xMax - xMin;
        }

        /** From the upper to the lower edge. */
        public double height() {
            return yMax - yMin;
        }
    }

    /**
     * Reads an answer.
     *
     * @throws ModelArtsResponseException if it is none of an object detection
     */
    public static ObjectDetection parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.DETECTION, json));
    }

    /** The same of JSON in UTF-8. */
    public static ObjectDetection parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.DETECTION, json));
    }

    /** The same of JSON that was parsed already. */
    public static ObjectDetection of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.of(ResultShape.DETECTION, response);
        JsonNode labels = reader.array("detection_classes");
        JsonNode boxes = reader.array("detection_boxes");
        JsonNode scores = reader.array("detection_scores");
        if (boxes.size() != labels.size() || scores.size() != labels.size()) {
            // which of them lacks an element in the middle can't be told
            throw reader.misfit("there are " + labels.size() + " detection_classes, " + boxes.size()
                    + " detection_boxes and " + scores.size() + " detection_scores");
        }
        List<DetectedObject> objects = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            String at = "[" + i + "]";
            objects.add(new DetectedObject(
                    reader.text(labels.get(i), "detection_classes" + at),
                    reader.number(scores.get(i), "detection_scores" + at),
                    box(reader, boxes.get(i), "detection_boxes" + at)));
        }
        return new ObjectDetection(objects);
    }

    private static Box box(ResultReader reader, JsonNode edges, String path) throws ModelArtsResponseException {
        reader.array(edges, path, 4);
        return new Box(
                reader.number(edges.get(0), path + "[0]"),
                reader.number(edges.get(1), path + "[1]"),
                reader.number(edges.get(2), path + "[2]"),
                reader.number(edges.get(3), path + "[3]"));
    }
}
