package io.github.camelmodelarts.api.result;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The vectors that an embedding model computes for texts, in the format of OpenAI that ModelArts Studio (MaaS) and vLLM use:
 * {@code {"model": "m", "data": [{"index": 0, "embedding": [0.1, -0.2]}], "usage": {"prompt_tokens": 5, "total_tokens": 5}}}.
 * A vector is read from numbers, or with {@code "encoding_format": "base64"} from the Base64 form of its floats in little-endian
 * order. The list can't be changed, and the arrays are not copied: do not change them.
 *
 * @param model the model, or null if the response does not say it
 * @param vectors one for each text, in the order of the request (the field {@code index}); never empty. All have the same length,
 *     and all numbers are finite
 * @param usage the number of tokens, or null if the response does not say it
 */
public record Embeddings(
        @Nullable String model,
        List<float[]> vectors,
        @Nullable TokenUsage usage) {

    /** Copies the list, but not the arrays. */
    public Embeddings {
        vectors = List.copyOf(vectors);
    }

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not the response of an embedding model, has something that is no vector, or is
     *     an error
     */
    public static Embeddings parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.EMBEDDINGS, json));
    }

    /** Parses a response in UTF-8. */
    public static Embeddings parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.EMBEDDINGS, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static Embeddings of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.ofLanguageModel(ResultShape.EMBEDDINGS, response);
        JsonNode data = reader.array("data");
        if (data.isEmpty()) {
            throw reader.misfit("data is empty");
        }
        float[][] vectors = new float[data.size()][];
        int length = 0;
        for (int i = 0; i < vectors.length; i++) {
            JsonNode entry = data.get(i);
            String path = "data[" + i + "]";
            // without any index, the order of the response is the only one there is
            int index = reader.index(entry.path("index"), path + ".index", i);
            if (index >= vectors.length || vectors[index] != null) {
                throw reader.misfit(path + ".index is not the position of a text, or occurs twice");
            }
            float[] vector = vector(reader, entry.path("embedding"), path + ".embedding");
            if (i > 0 && vector.length != length) {
                throw reader.misfit(path + ".embedding has " + vector.length + " numbers and others have " + length);
            }
            length = vector.length;
            vectors[index] = vector;
        }
        return new Embeddings(
                reader.textOrNull(response.path("model"), "model"), Arrays.asList(vectors), TokenUsage.of(response));
    }

    private static float[] vector(ResultReader reader, JsonNode embedding, String path)
            throws ModelArtsResponseException {
        float[] vector = embedding.isTextual()
                ? decoded(reader, embedding.textValue(), path)
                : numbers(reader, reader.array(embedding, path), path);
        if (vector.length == 0) {
            throw reader.misfit(path + " is empty");
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw reader.misfit(path + "[" + i + "] is not a finite number");
            }
        }
        return vector;
    }

    private static float[] numbers(ResultReader reader, JsonNode embedding, String path)
            throws ModelArtsResponseException {
        float[] numbers = new float[embedding.size()];
        int i = 0;
        for (JsonNode number : embedding) {
            // a response can have millions of numbers: no path is made for each
            numbers[i] =
                    (float) (number.isNumber() ? number.doubleValue() : reader.number(number, path + "[" + i + "]"));
            i++;
        }
        return numbers;
    }

    private static float[] decoded(ResultReader reader, String base64, String path) throws ModelArtsResponseException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw reader.misfit(path + " is a text that is not Base64");
        }
        if (bytes.length % Float.BYTES != 0) {
            throw reader.misfit(path + " has " + bytes.length + " bytes in Base64, which are no 4-byte numbers");
        }
        float[] numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    /** Compares the numbers of the vectors, too. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Embeddings same
                && Objects.equals(model, same.model)
                && Objects.equals(usage, same.usage)
                && Arrays.deepEquals(vectors.toArray(), same.vectors.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(vectors.toArray());
    }

    /** Shows how many vectors there are, and no numbers. */
    @Override
    public String toString() {
        return "Embeddings[" + model + ", " + vectors.size() + " vectors, " + usage + "]";
    }
}
