package io.github.camelmodelarts.api.result;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/** What a message of a chat and a part of it in a stream have in common: the fields {@code message} and {@code delta}. */
record ChatMessage(@Nullable String content, String reasoning, JsonNode toolCalls) {

    static ChatMessage of(ResultReader reader, JsonNode message, String path) throws ModelArtsResponseException {
        if (!message.isObject()) {
            throw reader.misfit(ResultReader.isAbsent(message) ? "there is no " + path : path + " is not an object");
        }
        JsonNode toolCalls = message.path("tool_calls");
        if (!ResultReader.isAbsent(toolCalls)) {
            reader.array(toolCalls, path + ".tool_calls");
        }
        String content = reader.textOrNull(message.path("content"), path + ".content");
        return new ChatMessage(content, reasoning(message), toolCalls);
    }

    /** MaaS and DeepSeek write reasoning_content, newer versions of vLLM write reasoning, some services both. */
    private static String reasoning(JsonNode message) {
        String reasoning = message.path("reasoning_content").textValue();
        String other = message.path("reasoning").textValue();
        return reasoning != null && !reasoning.isEmpty() ? reasoning : other == null ? "" : other;
    }

    /** The text of the arguments of a tool call; some services send the object itself. */
    static String arguments(JsonNode arguments) {
        if (ResultReader.isAbsent(arguments)) {
            return "";
        }
        return arguments.isTextual() ? arguments.textValue() : arguments.toString();
    }

    String text() {
        return content == null ? "" : content;
    }

    boolean isEmpty() {
        return content == null && reasoning.isEmpty() && toolCalls.isEmpty();
    }
}
