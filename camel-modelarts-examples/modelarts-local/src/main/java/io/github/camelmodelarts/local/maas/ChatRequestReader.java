package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads and validates the body of a chat completion. Fields that the models of MaaS do not have are rejected, with the text that they
 * use, {@code extra_forbidden}. Stateless.
 */
final class ChatRequestReader {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> FIELDS = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "n",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            "repetition_penalty",
            "logprobs",
            "top_logprobs",
            "response_format",
            "tools",
            "tool_choice",
            "user",
            "chat_template_kwargs");

    private static final Set<String> OF_MESSAGE =
            Set.of("role", "content", "name", "prefix", "reasoning_content", "tool_calls", "tool_call_id");
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");
    private static final int MAX_STOPS = 4;

    private ChatRequestReader() {}

    static ChatRequest read(byte[] body) throws MaasException {
        JsonNode root = tree(body);
        extraForbidden(root, FIELDS, "body");
        JsonNode model = root.path("model");
        if (!model.isTextual() || model.textValue().isEmpty()) {
            throw MaasException.badRequest("The field model is required and must be a text");
        }
        checkNumbers(root);
        checkWhatTheModelLacks(root);
        JsonNode options = root.path("stream_options");
        boolean stream = flag(root, "stream");
        if (!isAbsent(options) && !stream) {
            throw MaasException.badRequest("The field stream_options is only allowed with stream: true");
        }
        extraForbidden(options, Set.of("include_usage"), "stream_options");
        JsonNode template = root.path("chat_template_kwargs");
        return new ChatRequest(
                model.textValue(),
                messages(root.path("messages")),
                maxTokens(root),
                stops(root.path("stop")),
                root.path("seed").asLong(0),
                flag(template, "thinking") || flag(template, "enable_thinking"),
                stream,
                flag(options, "include_usage"));
    }

    private static JsonNode tree(byte[] body) throws MaasException {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw MaasException.badRequest("The body is not JSON");
        }
        if (root == null || !root.isObject()) {
            throw MaasException.badRequest("The body is not a JSON object");
        }
        return root;
    }

    private static void checkNumbers(JsonNode root) throws MaasException {
        range(root, "temperature", 0, 2);
        range(root, "top_p", 0, 1);
        range(root, "presence_penalty", -2, 2);
        range(root, "frequency_penalty", -2, 2);
        range(root, "repetition_penalty", 0, 2);
        whole(root, "top_k", -1);
        whole(root, "max_tokens", 1);
        whole(root, "max_completion_tokens", 1);
        whole(root, "seed", Long.MIN_VALUE);
        whole(root, "n", 1);
    }

    private static void checkWhatTheModelLacks(JsonNode root) throws MaasException {
        if (root.path("n").asLong(1) != 1) {
            throw MaasException.badRequest("The field n must be 1: this model returns one answer");
        }
        if (flag(root, "logprobs") || root.path("top_logprobs").asLong(0) != 0) {
            throw MaasException.badRequest("This model has no logprobs");
        }
        if (!root.path("response_format").path("type").asText("text").equals("text")) {
            throw MaasException.badRequest("This model has only the response_format text");
        }
    }

    private static int maxTokens(JsonNode root) {
        long older = root.path("max_tokens").asLong(Integer.MAX_VALUE);
        long newer = root.path("max_completion_tokens").asLong(Integer.MAX_VALUE);
        return (int) Math.min(Integer.MAX_VALUE, Math.min(older, newer));
    }

    private static List<ChatRequest.Message> messages(JsonNode list) throws MaasException {
        if (!list.isArray() || list.isEmpty()) {
            throw MaasException.badRequest("The field messages is required and must have at least one message");
        }
        List<ChatRequest.Message> messages = new ArrayList<>();
        for (JsonNode message : list) {
            messages.add(message(message, messages.size() == list.size() - 1));
        }
        return List.copyOf(messages);
    }

    private static ChatRequest.Message message(JsonNode message, boolean last) throws MaasException {
        extraForbidden(message, OF_MESSAGE, "messages");
        String role = message.path("role").asText("");
        if (role.equals("tool") || !isAbsent(message.path("tool_calls")) || !isAbsent(message.path("tool_call_id"))) {
            throw MaasException.badRequest("Messages with the results of tools are not supported");
        }
        if (!ROLES.contains(role)) {
            throw MaasException.badRequest("The role of a message must be system, user or assistant");
        }
        boolean prefix = flag(message, "prefix");
        if (prefix && !(last && role.equals("assistant"))) {
            throw MaasException.badRequest("Only the last message can be a prefix, and only with the role assistant");
        }
        return new ChatRequest.Message(role, content(message.path("content")), prefix);
    }

    private static String content(JsonNode content) throws MaasException {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw MaasException.badRequest("The content of a message must be a text or a list of parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.path("type").asText("").equals("image_url")) {
                throw new MaasException(MaasError.BAD_PICTURE, "This model reads no pictures");
            }
            if (!part.path("type").asText("").equals("text")
                    || !part.path("text").isTextual()) {
                throw MaasException.badRequest("A part of a message must have the type text and a text");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static List<String> stops(JsonNode stop) throws MaasException {
        if (isAbsent(stop)) {
            return List.of();
        }
        Iterable<JsonNode> each = stop.isArray() ? stop : List.of(stop);
        List<String> stops = new ArrayList<>();
        for (JsonNode text : each) {
            if (!text.isTextual() || text.textValue().isEmpty()) {
                throw MaasException.badRequest("The field stop must be a text or a list of texts");
            }
            stops.add(text.textValue());
        }
        if (stops.size() > MAX_STOPS) {
            throw MaasException.badRequest("The field stop must have at most " + MAX_STOPS + " texts");
        }
        return List.copyOf(stops);
    }

    private static void extraForbidden(JsonNode object, Set<String> known, String place) throws MaasException {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!known.contains(name)) {
                throw MaasException.badRequest("[{'type': 'extra_forbidden', 'loc': ('" + place + "', '" + name
                        + "'), 'msg': 'Extra inputs are not permitted'}]");
            }
        }
    }

    private static boolean flag(JsonNode object, String name) throws MaasException {
        JsonNode value = object.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw MaasException.badRequest("The field " + name + " must be true or false");
        }
        return value.asBoolean(false);
    }

    private static void range(JsonNode root, String name, int from, int to) throws MaasException {
        JsonNode value = root.path(name);
        if (!isAbsent(value) && !(value.isNumber() && value.doubleValue() >= from && value.doubleValue() <= to)) {
            throw MaasException.badRequest("The field " + name + " must be a number from " + from + " to " + to);
        }
    }

    private static void whole(JsonNode root, String name, long from) throws MaasException {
        JsonNode value = root.path(name);
        if (!isAbsent(value) && !(value.canConvertToLong() && value.isIntegralNumber() && value.longValue() >= from)) {
            throw MaasException.badRequest("The field " + name + " must be a whole number"
                    + (from == Long.MIN_VALUE ? "" : " of at least " + from));
        }
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
