package io.github.camelmodelarts.secrets;

import java.util.Locale;

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

    private static final String EVENT = "data:";

    /** Reads a response. Never fails: an unreadable body has no code. */
    public static ErrorBody of(ServiceResponse response) {
        String all = response.text().strip();
        // MaaS can send the error of a streamed call as an event
        String text = all.startsWith(EVENT) ? all.substring(EVENT.length()).strip() : all;
        String headerId = response.headers().get("X-Request-Id");
        if (text.startsWith("{")) {
            try {
                JsonNode body = PlainJson.MAPPER.readTree(text);
                JsonNode nested = body.path("error");
                ErrorBody said = in(body, headerId);
                return said.code == null && nested.isObject() ? in(nested, said.requestId) : said;
            } catch (JsonProcessingException e) {
                return new ErrorBody(null, text, headerId, false, false);
            }
        }
        String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
        boolean html = start.startsWith("<!doctype html") || start.contains("<html");
        return new ErrorBody(null, text.isEmpty() || html ? null : text, headerId, html, false);
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
