package io.github.camelmodelarts.local.maas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The JSON of a chat completion: as one response, or as chunks.
 *
 * @param id the id of the completion
 * @param created the time of the request in seconds
 */
record ChatAnswer(String id, long created, ChatRequest request, Completion completion) {

    /** The whole response. */
    Map<String, Object> whole() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", completion.text());
        message.put(
                "reasoning_content", completion.reasoning().isEmpty() ? null : String.join("", completion.reasoning()));
        message.put("tool_calls", List.of());
        Map<String, Object> choice = choice("message", message, completion.finishReason(), completion.stopReason());
        Map<String, Object> whole = head("chat.completion", List.of(choice));
        whole.put("usage", usage());
        whole.put("prompt_logprobs", null);
        return whole;
    }

    /** The first chunk. */
    String begin() {
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("role", "assistant");
        delta.put("content", "");
        return chunk(delta, null, null);
    }

    /** A chunk with one token of the reasoning. */
    String reasoning(String token) {
        return chunk(Map.of("reasoning_content", token), null, null);
    }

    /** A chunk with one token of the answer. */
    String content(String token) {
        return chunk(Map.of("content", token), null, null);
    }

    /** The chunk with the reason of the end. */
    String finish() {
        return chunk(Map.of(), completion.finishReason(), completion.stopReason());
    }

    /** The chunk with the usage. */
    String usageAtEnd() {
        Map<String, Object> chunk = head("chat.completion.chunk", List.of());
        chunk.put("usage", usage());
        return Json.text(chunk);
    }

    private String chunk(Map<String, Object> delta, @Nullable String finishReason, @Nullable String stopReason) {
        Map<String, Object> choice = choice("delta", delta, finishReason, stopReason);
        return Json.text(head("chat.completion.chunk", List.of(choice)));
    }

    private Map<String, Object> head(String object, List<Object> choices) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", id);
        head.put("object", object);
        head.put("created", created);
        head.put("model", request.model());
        head.put("choices", choices);
        return head;
    }

    private static Map<String, Object> choice(
            String name, Map<String, Object> value, @Nullable String finishReason, @Nullable String stopReason) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put(name, value);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        choice.put("stop_reason", stopReason);
        return choice;
    }

    private Map<String, Object> usage() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", completion.promptTokens());
        usage.put("completion_tokens", completion.tokens());
        usage.put("total_tokens", completion.promptTokens() + completion.tokens());
        return usage;
    }
}
