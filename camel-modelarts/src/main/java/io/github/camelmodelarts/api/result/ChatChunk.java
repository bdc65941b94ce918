package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * One event of a streamed chat response, in the format of OpenAI that ModelArts Studio (MaaS) and vLLM use:
 * {@code {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}, "finish_reason": null}]}}.
 * The texts of all events, one after the other, are the answer. Immutable.
 *
 * @param id the id of the response, the same in all events; or null if there is none
 * @param model the model that responds, or null if the event does not say it
 * @param choices the parts of the answers; empty in an event with the usage only
 * @param usage the number of tokens, or null: services send it in the last event, and only if the request asks for it with
 *     {@code "stream_options": {"include_usage": true}}
 */
public record ChatChunk(
        @Nullable String id,
        @Nullable String model,
        List<Choice> choices,
        @Nullable TokenUsage usage) {

    private static final String CHUNK = "chat.completion.chunk";

    /** Copies the list. */
    public ChatChunk {
        choices = List.copyOf(choices);
    }

    /**
     * A part of one answer.
     *
     * @param index the number of the answer that this is a part of, from 0
     * @param text the next part of the answer; can be empty. Not trustworthy
     * @param reasoning the next part of what a reasoning model writes before its answer; can be empty
     * @param toolCalls parts of the tool calls; empty if there is none
     * @param finishReason why the model ended, as the service wrote it: {@code stop}, {@code length}, {@code tool_calls}, ...;
     *     null if the answer goes on
     */
    public record Choice(
            int index,
            String text,
            String reasoning,
            List<ToolCallDelta> toolCalls,
            @Nullable String finishReason) {

        /** Copies the list. */
        public Choice {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /**
     * A part of a tool call. The arguments of all parts with the same index, one after the other, are those of the call.
     *
     * @param index the number of the tool call that this is a part of, from 0
     * @param id the id that the result of the tool must name; null in all parts but the first
     * @param name the name of the function; null in all parts but the first
     * @param arguments the next part of the arguments; can be empty. Not trustworthy
     */
    public record ToolCallDelta(
            int index, @Nullable String id, @Nullable String name, String arguments) {}

    /**
     * Parses the data of an event. The data {@code [DONE]} is no chunk; the component does not hand it on.
     *
     * @throws ModelArtsResponseException if it is not a part of a chat response, or is an error
     */
    public static ChatChunk parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CHAT_STREAM, json));
    }

    /** Parses the data of an event in UTF-8. */
    public static ChatChunk parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CHAT_STREAM, json));
    }

    /** Reads the data of an event that is already parsed as JSON. */
    public static ChatChunk of(JsonNode event) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.ofLanguageModel(ResultShape.CHAT_STREAM, event);
        TokenUsage usage = TokenUsage.of(event);
        List<Choice> choices = new ArrayList<>();
        if (reader.optional("choices").isMissingNode()) {
            if (usage == null && !event.path("object").asText("").equals(CHUNK)) {
                throw reader.misfit("this response has no choices nor usage");
            }
        } else {
            for (JsonNode choice : reader.array("choices")) {
                choices.add(choice(reader, choice, choices.size()));
            }
        }
        return new ChatChunk(
                reader.textOrNull(event.path("id"), "id"),
                reader.textOrNull(event.path("model"), "model"),
                choices,
                usage);
    }

    /** Returns the next part of the first answer; empty if this event has none. */
    public String text() {
        Choice first = first();
        return first == null ? "" : first.text();
    }

    /** Returns the next part of the reasoning of the first answer; empty if this event has none. */
    public String reasoning() {
        Choice first = first();
        return first == null ? "" : first.reasoning();
    }

    /** Returns the parts of tool calls of the first answer; empty if this event has none. */
    public List<ToolCallDelta> toolCalls() {
        Choice first = first();
        return first == null ? List.of() : first.toolCalls();
    }

    /** Returns why the first answer ended, or null if it goes on or this event does not say it. */
    public @Nullable String finishReason() {
        Choice first = first();
        return first == null ? null : first.finishReason();
    }

    /** With several answers ({@code n}), each event has a part of any of them. */
    private @Nullable Choice first() {
        return choices.stream()
                .filter(choice -> choice.index() == 0)
                .findFirst()
                .orElse(null);
    }

    private static Choice choice(ResultReader reader, JsonNode choice, int position) throws ModelArtsResponseException {
        String path = "choices[" + position + "]";
        String finishReason = reader.textOrNull(choice.path("finish_reason"), path + ".finish_reason");
        int index = reader.index(choice.path("index"), path + ".index", position);
        JsonNode delta = choice.path("delta");
        if (finishReason != null && ResultReader.isAbsent(delta) && !choice.has("message")) {
            return new Choice(index, "", "", List.of(), finishReason);
        }
        ChatMessage message = ChatMessage.of(reader, delta, path + ".delta");
        List<ToolCallDelta> toolCalls = new ArrayList<>();
        for (JsonNode call : message.toolCalls()) {
            String at = path + ".delta.tool_calls[" + toolCalls.size() + "]";
            JsonNode function = call.path("function");
            toolCalls.add(new ToolCallDelta(
                    reader.index(call.path("index"), at + ".index", toolCalls.size()),
                    reader.textOrNull(call.path("id"), at + ".id"),
                    reader.textOrNull(function.path("name"), at + ".function.name"),
                    ChatMessage.arguments(function.path("arguments"))));
        }
        return new Choice(index, message.text(), message.reasoning(), toolCalls, finishReason);
    }
}
