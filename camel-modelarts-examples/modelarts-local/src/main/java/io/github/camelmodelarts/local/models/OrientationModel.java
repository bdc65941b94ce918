package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

/**
 * Detects whether a page is upright or upside-down. Its response has the format of an image classification service of
 * ModelArts. The network classifies short pieces of lines; the page's score is the mean over pieces of its longest
 * lines. Thread-safe.
 */
final class OrientationModel implements Model, AutoCloseable {

    static final String UPRIGHT = "upright";
    static final String UPSIDE_DOWN = "upside-down";

    /** The number of lines; more lines make the response slower, but not better. */
    private static final int LINES = 12;
    /** The width of the network's input, in pixels; {@code ROWS} is its height. */
    private static final int COLUMNS = 192;

    private static final int ROWS = 48;
    /** The ratio of a piece's length to its height, the same as for the network's input. */
    private static final double ASPECT = 4;
    /** The number of pieces of a line, from its beginning to its end. */
    private static final int PIECES = 3;

    private final TextDetector detector;
    private final Network network;

    OrientationModel() throws IOException {
        detector = new TextDetector(PaddleOcr.detector());
        network = new Network(PaddleOcr.lineOrientation());
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        try {
            return ModelAnswer.json(classification(upright(PictureInput.of(request))));
        } catch (BadInputException refusal) {
            return refusal.answer();
        }
    }

    /** The probability that the page is upright; a half if it has no text. */
    double upright(Picture picture) throws IOException {
        List<Frame> longest = detector.lines(picture).stream()
                .sorted(Comparator.comparingDouble(frame -> -frame.width() / frame.height()))
                .limit(LINES)
                .toList();
        double sum = 0;
        int count = 0;
        for (Frame line : longest) {
            for (Frame piece : pieces(line)) {
                sum += network.run(picture.planes(piece, COLUMNS, ROWS, Scaling.LINE))
                        .values()[0];
                count++;
            }
        }
        return count == 0 ? 0.5 : sum / count;
    }

    /** The pieces of a line: a whole line, scaled to the network's input, would be illegible. */
    private static List<Frame> pieces(Frame line) {
        int count = (int) Math.max(1, Math.min(PIECES, Math.floor(line.width() / line.height() / ASPECT)));
        double share = Math.min(1, ASPECT * line.height() / line.width());
        List<Frame> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(line.part(count == 1 ? 0 : (1 - share) * i / (count - 1), share));
        }
        return pieces;
    }

    private static Map<String, Object> classification(double upright) {
        String score = String.format(Locale.ROOT, "%.3f", upright);
        String rest = String.format(Locale.ROOT, "%.3f", 1 - upright);
        Map<String, Object> answer = new LinkedHashMap<>();
        boolean up = upright >= 0.5;
        answer.put("predicted_label", up ? UPRIGHT : UPSIDE_DOWN);
        answer.put(
                "scores",
                up
                        ? List.of(List.of(UPRIGHT, score), List.of(UPSIDE_DOWN, rest))
                        : List.of(List.of(UPSIDE_DOWN, rest), List.of(UPRIGHT, score)));
        return answer;
    }

    @Override
    public void close() throws IOException {
        try (detector;
                network) {
            // both are closed, even if the first one fails
        }
    }
}
