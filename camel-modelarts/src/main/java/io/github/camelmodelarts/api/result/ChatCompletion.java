package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The response of a language model to a chat request, in the format of OpenAI that ModelArts Studio (MaaS) and vLLM use:
 * {@code {"id": "c1", "model": "m", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"},
 * "finish_reason": "stop"}], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}}}. A streamed response
 * consists of {@link ChatChunk}s instead. Immutable.
 *
 * @param id the id of the response, or null if there is none
 * @param model the model that responded, or null if the response does not say it
 * @param choices the answers in the order of the response: one, or as many as the field {@code n} of the request asked for;
 *     never empty
 * @param usage the number of tokens, or null if the response does not say it
 */
public record ChatCompletion(
        @Nullable String id,
        @Nullable String model,
        List<Choice> choices,
        @Nullable TokenUsage usage) {

    /** Copies the list. */
    public ChatCompletion {
        choices = List.copyOf(choices);
    }

    /**
     * One answer of the model.
     *
     * @param index the number of the answer, from 0
     * @param text the answer; empty if the model wrote none, because it calls tools for example. Not trustworthy
     * @param reasoning what a reasoning model wrote before its answer ({@code reasoning_content} or {@code reasoning}); empty
     *     if there is none
     * @param toolCalls the tools that the model asks for; empty if there is none
     * @param finishReason why the model ended, as the service wrote it: {@code stop}, {@code length}, {@code tool_calls}, ...;
     *     or null
     */
    public record Choice(
            int index,
            String text,
            String reasoning,
            List<ToolCall> toolCalls,
            @Nullable String finishReason) {

        /** Copies the list. */
        public Choice {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /**
     * A tool that the model asks for.
     *
     * @param id the id that the result of the tool must name, or null if there is none
     * @param name the name of the function
     * @param arguments the arguments as the model wrote them: usually a JSON object, but not checked and not trustworthy
     */
    public record ToolCall(@Nullable String id, String name, String arguments) {}

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not a chat completion, has no choice, or is an error
     */
    public static ChatCompletion parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CHAT, json));
    }

    /** Parses a response in UTF-8. */
    public static ChatCompletion parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.CHAT, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static ChatCompletion of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.ofLanguageModel(ResultShape.CHAT, response);
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : reader.array("choices")) {
            choices.add(choice(reader, choice, choices.size()));
        }
        if (choices.isEmpty()) {
            throw reader.misfit("choices is empty");
        }
        return new ChatCompletion(
                reader.textOrNull(response.path("id"), "id"),
                reader.textOrNull(response.path("model"), "model"),
                choices,
                TokenUsage.of(response));
    }

    /** Returns the text of the first answer; empty if the model only calls tools. */
    public String text() {
        return choices.get(0).text();
    }

    private static Choice choice(ResultReader reader, JsonNode choice, int position) throws ModelArtsResponseException {
        String path = "choices[" + position + "]";
        ChatMessage message = ChatMessage.of(reader, choice.path("message"), path + ".message");
        String finishReason = reader.textOrNull(choice.path("finish_reason"), path + ".finish_reason");
        if (message.isEmpty() && finishReason == null) {
            throw reader.misfit(path + ".message has neither content nor tool_calls");
        }
        List<ToolCall> toolCalls = new ArrayList<>();
        for (JsonNode call : message.toolCalls()) {
            String at = path + ".message.tool_calls[" + toolCalls.size() + "]";
            JsonNode function = call.path("function");
            String name = reader.textOrNull(function.path("name"), at + ".function.name");
            if (name == null) {
                throw reader.misfit(at + " has no function.name");
            }
            toolCalls.add(new ToolCall(
                    reader.textOrNull(call.path("id"), at + ".id"),
                    name,
                    ChatMessage.arguments(function.path("arguments"))));
        }
        return new Choice(
                reader.index(choice.path("index"), path + ".index", position),
                message.text(),
                message.reasoning(),
                toolCalls,
                finishReason);
    }
}
