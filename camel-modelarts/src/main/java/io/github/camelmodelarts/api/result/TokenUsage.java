package io.github.camelmodelarts.api.result;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a language model has read and written: the field {@code usage} of its response. Counts are never negative. A
 * service can omit some of them; the others are then computed: a reranking has only a total, for example, which is its input.
 * Immutable.
 *
 * @param inputTokens the tokens of the request: {@code prompt_tokens} or {@code input_tokens}
 * @param outputTokens the tokens that the model wrote, reasoning included: {@code completion_tokens} or {@code output_tokens};
 *     0 for models that write none
 * @param totalTokens all tokens: {@code total_tokens}
 */
public record TokenUsage(long inputTokens, long outputTokens, long totalTokens) {

    /** Up to here a double is exact. */
    private static final double HIGHEST = 1L << 53;

    private static final long ABSENT = -1;

    /**
     * Reads the field {@code usage} of a response.
     *
     * @return null if the response has no count of tokens; a count that is no whole number is ignored
     */
    public static @Nullable TokenUsage of(JsonNode response) {
        JsonNode usage = response.path("usage");
        long input = count(usage, "prompt_tokens", "input_tokens");
        long output = count(usage, "completion_tokens", "output_tokens");
        long total = count(usage, "total_tokens");
        if (input == ABSENT && output == ABSENT && total == ABSENT) {
            return null;
        }
        if (input == ABSENT) {
            input = Math.max(0, total - Math.max(0, output));
        }
        if (output == ABSENT) {
            output = Math.max(0, total - input);
        }
        return new TokenUsage(input, output, total == ABSENT ? input + output : total);
    }

    private static long count(JsonNode usage, String... names) {
        for (String name : names) {
            double count = ResultReader.numberIn(usage.path(name));
            if (count >= 0 && count <= HIGHEST && count == Math.rint(count)) {
                return (long) count;
            }
        }
        return ABSENT;
    }
}
