package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The result of a reranking: how well each document fits a query, in the format that ModelArts Studio (MaaS) and vLLM use:
 * {@code {"results": [{"index": 1, "document": {"text": "..."}, "relevance_score": 0.98}], "usage": {"total_tokens": 42}}}.
 * Immutable.
 *
 * @param results the documents in the order of the response, which is the best first; empty if there is none
 * @param usage the number of tokens, or null if the response does not say it
 */
public record Rerank(List<Result> results, @Nullable TokenUsage usage) {

    /** Copies the list. */
    public Rerank {
        results = List.copyOf(results);
    }

    /**
     * A document with its score.
     *
     * @param index the position of the document in the field {@code documents} of the request, from 0; each position occurs once
     * @param score how well the document fits; higher is better, and the scale depends on the model; always finite
     * @param text the document, or null if the service does not return it
     */
    public record Result(int index, double score, @Nullable String text) {}

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not the response of a reranking, or is an error
     */
    public static Rerank parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.RERANK, json));
    }

    /** Parses a response in UTF-8. */
    public static Rerank parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.RERANK, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static Rerank of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.ofLanguageModel(ResultShape.RERANK, response);
        List<Result> results = new ArrayList<>();
        Set<Integer> known = new HashSet<>();
        for (JsonNode entry : reader.array("results")) {
            Result result = result(reader, entry, "results[" + results.size() + "]");
            if (!known.add(result.index())) {
                throw reader.misfit("two of the results have the same index");
            }
            results.add(result);
        }
        return new Rerank(results, TokenUsage.of(response));
    }

    private static Result result(ResultReader reader, JsonNode entry, String path) throws ModelArtsResponseException {
        String score = entry.hasNonNull("relevance_score") ? "relevance_score" : "score";
        JsonNode document = entry.path("document");
        return new Result(
                reader.index(entry.path("index"), path + ".index"),
                reader.number(entry.path(score), path + "." + score),
                document.isObject()
                        ? reader.textOrNull(document.path("text"), path + ".document.text")
                        : reader.textOrNull(document, path + ".document"));
    }
}
