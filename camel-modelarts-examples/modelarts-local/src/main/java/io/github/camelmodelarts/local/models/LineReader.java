package io.github.camelmodelarts.local.models;

import java.io.IOException;

/** Reads one line of text (PP-OCR recognition). Thread-safe. */
final class LineReader implements AutoCloseable {

    /** The height of the network's input, in pixels. */
    private static final int ROWS = 48;
    /** The smallest width of the network's input, in pixels: half a character. */
    private static final int SHORTEST = 16;
    /**
     * The largest width of the network's input, in pixels. A ruled line across a page can look like text; without this limit
     * its input could have a million pixels.
     */
    private static final int LONGEST = 4800;

    /** The text in a frame, and its probability, 0 to 1. */
    record ReadLine(Frame frame, String text, double score) {}

    private final Network network;
    private final CtcDecoder decoder;

    LineReader(byte[] onnx, String alphabet) throws IOException {
        network = new Network(onnx);
        decoder = CtcDecoder.ofAlphabet(alphabet);
    }

    ReadLine read(Picture picture, Frame frame) throws IOException {
        int columns = (int) Math.max(SHORTEST, Math.min(LONGEST, Math.round(ROWS * frame.width() / frame.height())));
        CtcDecoder.Reading reading = decoder.decode(network.run(picture.planes(frame, columns, ROWS, Scaling.LINE)));
        return new ReadLine(frame, reading.text(), reading.score());
    }

    @Override
    public void close() throws IOException {
        network.close();
    }
}
