package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.models.PictureDescription;

/**
 * Reads and validates the body of a chat completion. Fields that the models of MaaS do not have are rejected, with the text that they
 * use, {@code extra_forbidden}. Stateless.
 */
final class ChatRequestReader {

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
    private static final Pattern DATA_URI = Pattern.compile("data:image/[a-z.+-]+;base64,(.*)", Pattern.DOTALL);
    private static final int MAX_PICTURE = 10 << 20;
    private static final JsonNode ANY_OBJECT = JsonNodeFactory.instance
            .objectNode()
            .put("type", "object")
            .set(
                    "properties",
                    JsonNodeFactory.instance.objectNode().set("answer", JsonNodeFactory.instance.objectNode()));

    private ChatRequestReader() {}

    static ChatRequest read(byte[] body) throws MaasException {
        JsonNode root = RequestFields.tree(body);
        RequestFields.extraForbidden(root, FIELDS, "body");
        JsonNode model = root.path("model");
        if (!model.isTextual() || model.textValue().isEmpty()) {
            throw MaasException.badRequest("The field model is required and must be a text");
        }
        checkNumbers(root);
        checkWhatTheModelLacks(root);
        JsonNode options = RequestFields.object(root, "stream_options");
        boolean stream = RequestFields.flag(root, "stream");
        if (!RequestFields.isAbsent(options) && !stream) {
            throw MaasException.badRequest("The field stream_options is only allowed with stream: true");
        }
        RequestFields.extraForbidden(options, Set.of("include_usage"), "stream_options");
        JsonNode template = RequestFields.object(root, "chat_template_kwargs");
        return new ChatRequest(
                model.textValue(),
                messages(root.path("messages")),
                maxTokens(root),
                stops(root.path("stop")),
                root.path("seed").asLong(0),
                schema(RequestFields.object(root, "response_format")),
                RequestFields.flag(template, "thinking") || RequestFields.flag(template, "enable_thinking"),
                stream,
                RequestFields.flag(options, "include_usage"));
    }

    private static void checkNumbers(JsonNode root) throws MaasException {
        RequestFields.range(root, "temperature", 0, 2);
        RequestFields.range(root, "top_p", 0, 1);
        RequestFields.range(root, "presence_penalty", -2, 2);
        RequestFields.range(root, "frequency_penalty", -2, 2);
        RequestFields.range(root, "repetition_penalty", 0, 2);
        RequestFields.whole(root, "top_k", -1);
        RequestFields.whole(root, "max_tokens", 1);
        RequestFields.whole(root, "max_completion_tokens", 1);
        RequestFields.whole(root, "seed", Long.MIN_VALUE);
        RequestFields.whole(root, "n", 1);
        RequestFields.whole(root, "top_logprobs", 0);
    }

    private static void checkWhatTheModelLacks(JsonNode root) throws MaasException {
        if (root.path("n").asLong(1) != 1) {
            throw MaasException.badRequest("The field n must be 1: this model returns one answer");
        }
        if (RequestFields.flag(root, "logprobs") || root.path("top_logprobs").asLong(0) != 0) {
            throw MaasException.badRequest("This model has no logprobs");
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
        RequestFields.extraForbidden(message, OF_MESSAGE, "messages");
        String role = message.path("role").asText("");
        if (role.equals("tool")
                || !RequestFields.isAbsent(message.path("tool_calls"))
                || !RequestFields.isAbsent(message.path("tool_call_id"))) {
            throw MaasException.badRequest("Messages with the results of tools are not supported");
        }
        if (!ROLES.contains(role)) {
            throw MaasException.badRequest("The role of a message must be system, user or assistant");
        }
        boolean prefix = RequestFields.flag(message, "prefix");
        if (prefix && !(last && role.equals("assistant"))) {
            throw MaasException.badRequest("Only the last message can be a prefix, and only with the role assistant");
        }
        List<String> pictures = new ArrayList<>();
        String content = content(message.path("content"), pictures);
        return new ChatRequest.Message(role, content, List.copyOf(pictures), prefix);
    }

    private static String content(JsonNode content, List<String> pictures) throws MaasException {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw MaasException.badRequest("The content of a message must be a text or a list of parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            RequestFields.extraForbidden(part, Set.of("type", "text", "image_url"), "content");
            if (part.path("type").asText("").equals("image_url")) {
                pictures.add(picture(part.path("image_url")));
                continue;
            }
            if (!part.path("type").asText("").equals("text")
                    || !part.path("text").isTextual()) {
                throw MaasException.badRequest("A part of a message must have the type text and a text");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    /** Describes a picture in a data URI. MaaS accepts pictures of at most 10 MB (Huawei, ModelArts Studio, "Image understanding"). */
    private static String picture(JsonNode imageUrl) throws MaasException {
        RequestFields.extraForbidden(imageUrl, Set.of("url", "detail"), "image_url");
        Matcher uri = DATA_URI.matcher(imageUrl.path("url").asText(""));
        if (!uri.matches()) {
            throw new MaasException(
                    MaasError.BAD_PICTURE, "The url of a picture must be a data URI: data:image/png;base64,...");
        }
        try {
            byte[] file = Base64.getDecoder().decode(uri.group(1));
            if (file.length > MAX_PICTURE) {
                throw new MaasException(MaasError.BAD_PICTURE, "The picture has more than 10 MB");
            }
            return PictureDescription.of(file);
        } catch (IllegalArgumentException e) {
            throw new MaasException(MaasError.BAD_PICTURE, "The picture is not valid Base64");
        } catch (IOException e) {
            throw new MaasException(MaasError.BAD_PICTURE, String.valueOf(e.getMessage()));
        }
    }

    /** The schema of the answer; one that has any properties for {@code json_object}, and null for a text. */
    private static @Nullable JsonNode schema(JsonNode format) throws MaasException {
        RequestFields.extraForbidden(format, Set.of("type", "json_schema"), "response_format");
        return switch (format.path("type").asText("text")) {
            case "text" -> null;
            case "json_object" -> ANY_OBJECT;
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw MaasException.badRequest("The field response_format.json_schema must have an object schema");
                }
                yield schema;
            }
            default ->
                throw MaasException.badRequest("The type of response_format must be text, json_object or json_schema");
        };
    }

    private static List<String> stops(JsonNode stop) throws MaasException {
        if (RequestFields.isAbsent(stop)) {
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
}
