package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the lines of text in a picture (PP-OCR detection, "DB"). Thread-safe. */
final class TextDetector implements AutoCloseable {

    /** The most pixels for the network: small print on an A4 page is still legible, and a call takes about a second. */
    private static final double PIXELS = 1.5e6;
    /** The longest side for the network; otherwise a very long strip of paper would stay too large. */
    private static final double SIDE = 4096;
    /** Sides are multiples of this, because the network halves its picture five times. */
    private static final int STEP = 32;
    /** The lowest mean probability of a region with text. */
    private static final double SURE = 0.5;
    /** The distance from the core to the edge of the line on each side, in heights of the core. */
    private static final double GROWTH = 1.0;
    /** The lowest height of a core in pixels; lower ones are specks and ruled lines. */
    private static final int FLAT = 3;

    private final Network network;

    TextDetector(byte[] onnx) throws IOException {
        network = new Network(onnx);
    }

    /** The lines, in no particular order. */
    List<Frame> lines(Picture picture) throws IOException {
        double scale = Math.min(
                Math.min(1, SIDE / Math.max(picture.width(), picture.height())),
                Math.sqrt(PIXELS / ((double) picture.width() * picture.height())));
        int columns = steps(picture.width() * scale);
        int rows = steps(picture.height() * scale);
        HeatMap heat = new HeatMap(network.run(picture.planes(picture.frame(), columns, rows, Scaling.PHOTOGRAPH)));
        List<Frame> lines = new ArrayList<>();
        for (Region region : heat.regions()) {
            Frame core = region.frame(0);
            if (region.warmth() >= SURE && Math.min(core.width(), core.height()) >= FLAT) {
                double across = (double) picture.width() / columns;
                double down = (double) picture.height() / rows;
                lines.add(region.frame(GROWTH).scaled(across, down));
            }
        }
        return lines;
    }

    private static int steps(double side) {
        return (int) Math.max(1, Math.round(side / STEP)) * STEP;
    }

    @Override
    public void close() throws IOException {
        network.close();
    }
}
