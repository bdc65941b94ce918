package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The result of an object detection:
 * {@code {"detection_classes": ["cat"], "detection_boxes": [[10.0, 20.0, 110.0, 220.0]], "detection_scores": [0.97]}},
 * three arrays of the same length. Numbers may be written as text. Immutable; no value is null.
 *
 * @param objects the detected objects in the order of the response; empty if there is none
 */
public record ObjectDetection(List<DetectedObject> objects) {

    /** Copies the list. */
    public ObjectDetection {
        objects = List.copyOf(objects);
    }

    /**
     * An object that was detected in an image.
     *
     * @param label the label of the object
     * @param score the probability, from 0 to 1 as ModelArts documents it; always finite
     * @param box the position of the object
     */
    public record DetectedObject(String label, double score, Box box) {}

    /**
     * A rectangle, with its values in the order of ModelArts: y first. The ModelArts documents do not name the
     * unit. The values in them look like pixels from the upper left corner, but a custom model may use another unit,
     * fractions of the image size for example. Values are kept as the model returned them.
     *
     * @param yMin the upper edge
     * @param xMin the left edge
     * @param yMax the lower edge
     * @param xMax the right edge
     */
    public record Box(double yMin, double xMin, double yMax, double xMax) {

        /** Returns the distance from the left to the right edge. */
        public double width() {
            return xMax - xMin;
        }

        /** Returns the distance from the upper to the lower edge. */
        public double height() {
            return yMax - yMin;
        }
    }

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not the response of an object detection
     */
    public static ObjectDetection parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.DETECTION, json));
    }

    /** Parses a response in UTF-8. */
    public static ObjectDetection parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.DETECTION, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static ObjectDetection of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.of(ResultShape.DETECTION, response);
        JsonNode labels = reader.array("detection_classes");
        JsonNode boxes = reader.array("detection_boxes");
        JsonNode scores = reader.array("detection_scores");
        if (boxes.size() != labels.size() || scores.size() != labels.size()) {
            // the message names all three, because it is not known which array lacks an element
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
