package io.github.camelmodelarts.secrets;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.PlainJson;

/**
 * The body of an error response, read from any of the known shapes. All texts are as the sender wrote them: not bounded, not printable,
 * and they can contain credentials that were sent.
 *
 * @param code {@code APIG.0303}, {@code ModelArts.4503}, {@code MR.0105}, ..., or null
 * @param message the text next to the code; the whole body if it has no known shape and is not an HTML page; or null
 * @param requestId the id to give to the support, from the body or otherwise from the header {@code X-Request-Id}, or null
 * @param isHtml whether the body is an HTML page of a proxy or web server
 * @param isShaped whether the body has one of the known shapes
 */
public record ErrorBody(
        @Nullable String code,
        @Nullable String message,
        @Nullable String requestId,
        boolean isHtml,
        boolean isShaped) {

    /** The keys of code and text, for each producer of errors (ModelArts API reference; SDK core, ExceptionUtils). */
    private static final String[][] KEYS = {{"error_code", "error_msg"}, {"erno", "msg"}, {"code", "message"}};

    private static final String DATA = "data:";

    /** The beginning of a stream of events: a field or a comment. */
    private static final Pattern EVENTS = Pattern.compile("(data|event|id|retry)?:");

    /** Reads a response. Never fails: an unreadable body has no code. */
    public static ErrorBody of(ServiceResponse response) {
        return of(response.text(), response.headers().get("X-Request-Id"));
    }

    /** Reads a text that is known to be an error. Never fails: an unreadable text has no code. */
    public static ErrorBody of(String text) {
        return of(text, null);
    }

    private static ErrorBody of(String body, @Nullable String headerId) {
        String text = ofFirstEvent(body.strip());
        if (text.startsWith("{")) {
            try {
                JsonNode json = PlainJson.MAPPER.readTree(text);
                JsonNode nested = json.path("error");
                ErrorBody said = in(json, headerId);
                if (said.code == null && nested.isObject()) {
                    return in(nested, said.requestId);
                }
                return said.isShaped ? said : said.withText(nested, json.path("detail"));
            } catch (JsonProcessingException e) {
                return new ErrorBody(null, text, headerId, false, false);
            }
        }
        String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
        boolean html = start.startsWith("<!doctype html") || start.contains("<html");
        return new ErrorBody(null, text.isEmpty() || html ? null : text, headerId, html, false);
    }

    /** Servers in front of a language model send an error that is only a text: in FastAPI's field detail, or as the error itself. */
    private ErrorBody withText(JsonNode... texts) {
        for (JsonNode text : texts) {
            if (text.isTextual() && !text.textValue().isBlank()) {
                return new ErrorBody(null, text.textValue(), requestId, false, true);
            }
        }
        return this;
    }

    /** MaaS can send the error of a streamed call as an event: the data of the first event with data. Otherwise the text itself. */
    private static String ofFirstEvent(String text) {
        if (!EVENTS.matcher(text).lookingAt()) {
            return text;
        }
        List<String> data = text.lines()
                .dropWhile(line -> !line.startsWith(DATA))
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith(DATA))
                .map(line -> line.substring(DATA.length()).strip())
                .toList();
        return data.isEmpty() ? text : String.join("\n", data).strip();
    }

    /**
     * Reads a text that can also be a prediction. A prediction can contain any of the keys of an error, so only an error code, an object
     * {@code error} with a code or a message, or vLLM's {@code "object":"error"} makes an error of it.
     *
     * @return null if the text is no error
     */
    public static @Nullable ErrorBody ifError(String text) {
        // most texts are long predictions: they are not parsed
        if (!text.stripLeading().startsWith("{") || !(text.contains("\"error") || text.contains("\"erno\""))) {
            return null;
        }
        JsonNode json;
        try {
            json = PlainJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
        boolean isFlat = isCode(json.path("error_code"))
                || isCode(json.path("erno"))
                || json.path("object").asText("").equals("error");
        JsonNode nested = json.path("error");
        ErrorBody said = isFlat || !nested.isObject() ? in(json, null) : in(nested, null);
        return (isFlat || nested.isObject()) && said.isShaped && !"0".equals(said.code) ? said : null;
    }

    /** Some models send the code 0 with each prediction. */
    private static boolean isCode(JsonNode value) {
        return value.isValueNode()
                && !value.asText("").isEmpty()
                && !value.asText("").equals("0");
    }

    private static ErrorBody in(JsonNode body, @Nullable String headerId) {
        String id = body.path("request_id").asText("");
        String requestId = id.isEmpty() ? headerId : id;
        for (String[] keys : KEYS) {
            String code = body.path(keys[0]).asText("");
            String message = body.path(keys[1]).asText("");
            if (!code.isEmpty() || !message.isEmpty()) {
                return new ErrorBody(
                        code.isEmpty() ? null : code, message.isEmpty() ? null : message, requestId, false, true);
            }
        }
        return new ErrorBody(null, null, requestId, false, false);
    }

    /** The same, without a message if the message is the whole body. */
    public ErrorBody withoutUnshaped() {
        return isShaped ? this : new ErrorBody(null, null, requestId, isHtml, false);
    }
}
