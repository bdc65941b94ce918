package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.models.TextEmbedder;

/**
 * Answers requests for embeddings, and for rerank by the cosine of the same embeddings. Thread-safe; the model is loaded with the first
 * request and holds native memory until it is closed.
 */
final class Embeddings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Embeddings.class);
    private static final Set<String> EMBEDDINGS = Set.of("model", "input", "encoding_format");
    private static final Set<String> RERANK = Set.of("model", "query", "documents");
    private static final int MAX_TOKENS = 8192;
    /** The limit of OpenAI; Huawei documents none. */
    private static final int MAX_TEXTS = 2048;
    /** The marks at begin and end of a text, which the model counts. */
    private static final int MARKS = 2;

    private final Maas settings;
    private final TextEmbedder embedder = new TextEmbedder();

    Embeddings(Maas settings) {
        this.settings = settings;
    }

    /**
     * The vectors of texts.
     *
     * @param tokens the number of tokens of all texts together
     */
    private record Vectors(List<float[]> each, int tokens) {}

    /** Answers a request for embeddings. */
    ModelAnswer embed(byte[] body, String id, Instant now) throws MaasException {
        JsonNode request = RequestFields.tree(body);
        RequestFields.extraForbidden(request, EMBEDDINGS, "body");
        String model = model(request);
        boolean base64 = isBase64(request.path("encoding_format"));
        JsonNode input = request.path("input");
        Vectors vectors = vectors(input.isTextual() ? List.of(text(input, "input")) : texts(input, "input"), "input");
        List<Object> data = new ArrayList<>();
        for (float[] vector : vectors.each()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("index", data.size());
            item.put("object", "embedding");
            item.put("embedding", base64 ? base64(vector) : vector);
            data.add(item);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", "embd-" + id);
        answer.put("object", "list");
        answer.put("created", now.getEpochSecond());
        answer.put("model", model);
        answer.put("data", data);
        answer.put("usage", Map.of("prompt_tokens", vectors.tokens(), "total_tokens", vectors.tokens()));
        return ModelAnswer.json(answer);
    }

    private record Result(int index, String text, double score) {}

    /** Answers a request for rerank. */
    ModelAnswer rerank(byte[] body, String id) throws MaasException {
        JsonNode request = RequestFields.tree(body);
        RequestFields.extraForbidden(request, RERANK, "body");
        String model = model(request);
        List<String> texts = new ArrayList<>(texts(request.path("documents"), "documents"));
        texts.add(0, text(request.path("query"), "query"));
        Vectors vectors = vectors(texts, "query and documents");
        List<Result> results = new ArrayList<>();
        for (int i = 1; i < texts.size(); i++) {
            double score = product(vectors.each().get(0), vectors.each().get(i));
            results.add(new Result(i - 1, texts.get(i), score));
        }
        results.sort(Comparator.comparingDouble(Result::score).reversed());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", "rerank-" + id);
        answer.put("model", model);
        answer.put("results", results.stream().map(Embeddings::json).toList());
        answer.put("usage", Map.of("total_tokens", vectors.tokens()));
        return ModelAnswer.json(answer);
    }

    private static Map<String, Object> json(Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("index", result.index());
        json.put("document", Map.of("text", result.text()));
        json.put("relevance_score", result.score());
        return json;
    }

    private String model(JsonNode request) throws MaasException {
        String model = text(request.path("model"), "model");
        settings.require(Maas.Kind.EMBEDDING, model);
        return model;
    }

    private static String text(JsonNode value, String field) throws MaasException {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw MaasException.badRequest("The field " + field + " is required and must be a text that is not empty");
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode list, String field) throws MaasException {
        if (!list.isArray() || list.isEmpty()) {
            throw MaasException.badRequest("The field " + field + " is required and must have at least one text");
        }
        if (list.size() > MAX_TEXTS) {
            throw MaasException.badRequest("The field " + field + " must have at most " + MAX_TEXTS + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list) {
            texts.add(text(value, field));
        }
        return texts;
    }

    private static boolean isBase64(JsonNode format) throws MaasException {
        if (!RequestFields.isAbsent(format)
                && !format.asText().equals("float")
                && !format.asText().equals("base64")) {
            throw MaasException.badRequest("The field encoding_format must be float or base64");
        }
        return format.asText().equals("base64");
    }

    private Vectors vectors(List<String> texts, String place) throws MaasException {
        settings.tokenLimit().admit();
        List<int[]> pieces = new ArrayList<>();
        int tokens = 0;
        for (String text : texts) {
            int[] ofText = pieces(text);
            if (ofText.length == 0) {
                throw MaasException.badRequest("A text in " + place + " has no words");
            }
            if (ofText.length + MARKS > MAX_TOKENS) {
                throw MaasException.badRequest("A text in " + place + " has " + (ofText.length + MARKS)
                        + " tokens, and at most " + MAX_TOKENS + " are allowed");
            }
            tokens += ofText.length + MARKS;
            pieces.add(ofText);
        }
        settings.tokenLimit().use(tokens);
        List<float[]> vectors = new ArrayList<>();
        for (int[] ofText : pieces) {
            vectors.add(vector(ofText));
        }
        return new Vectors(vectors, tokens);
    }

    private int[] pieces(String text) throws MaasException {
        try {
            return embedder.pieces(text);
        } catch (IOException e) {
            LOG.warn("The model for embeddings can't be loaded: {}", e.getMessage());
            throw new MaasException(MaasError.NO_SUCH_MODEL, "The model can't be loaded. " + e.getMessage());
        }
    }

    private float[] vector(int[] pieces) {
        try {
            return embedder.vector(pieces);
        } catch (IOException e) {
            throw new UncheckedIOException("The model for embeddings failed", e);
        }
    }

    /** The cosine of two vectors of length 1. */
    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Override
    public void close() {
        try {
            embedder.close();
        } catch (IOException e) {
            LOG.warn("The model for embeddings can't be closed", e);
        }
    }
}
