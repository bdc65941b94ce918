package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

/**
 * Reads the text in a picture. Its response has the format of an object detection service of ModelArts; the detected
 * classes are the lines of text. Thread-safe.
 */
final class OcrModel implements Model, AutoCloseable {

    /** The lowest probability of text; below, it is a stain, a signature or a picture. */
    private static final double SURE = 0.5;

    private final TextDetector detector;
    private final LineReader reader;

    OcrModel() throws IOException {
        detector = new TextDetector(PaddleOcr.detector());
        reader = new LineReader(PaddleOcr.reader(), PaddleOcr.alphabet());
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        try {
            Picture picture = PictureInput.of(request);
            return ModelAnswer.json(detections(picture, lines(picture)));
        } catch (BadInputException refusal) {
            return refusal.answer();
        }
    }

    /** The lines of text on a picture, in reading order. */
    List<LineReader.ReadLine> lines(Picture picture) throws IOException {
        List<LineReader.ReadLine> lines = new ArrayList<>();
        for (Frame frame : ReadingOrder.of(detector.lines(picture))) {
            LineReader.ReadLine line = reader.read(picture, frame);
            if (line.score() >= SURE && !line.text().isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static Map<String, Object> detections(Picture picture, List<LineReader.ReadLine> lines) {
        Map<String, Object> detections = new LinkedHashMap<>();
        detections.put(
                "detection_classes",
                lines.stream().map(LineReader.ReadLine::text).toList());
        detections.put(
                "detection_boxes",
                lines.stream().map(line -> box(picture, line.frame())).toList());
        detections.put(
                "detection_scores",
                lines.stream().map(line -> rounded(line.score(), 10_000)).toList());
        return detections;
    }

    /** In ModelArts' order: y_min, x_min, y_max, x_max. */
    private static List<Double> box(Picture picture, Frame frame) {
        return List.of(
                rounded(Math.max(0, frame.top()), 10),
                rounded(Math.max(0, frame.left()), 10),
                rounded(Math.min(picture.height(), frame.bottom()), 10),
                rounded(Math.min(picture.width(), frame.right()), 10));
    }

    private static double rounded(double number, double parts) {
        return Math.round(number * parts) / parts;
    }

    @Override
    public void close() throws IOException {
        try (detector;
                reader) {
            // both are closed, even if the first one fails
        }
    }
}
