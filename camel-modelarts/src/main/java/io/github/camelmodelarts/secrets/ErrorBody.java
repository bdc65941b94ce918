package io.github.camelmodelarts.secrets;

import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.PlainJson;

/**
 * What the body of a failed answer says, in whichever of the known shapes it came. All of it is the sender's own words: neither
 * bounded nor printable nor free of what was sent.
 *
 * @param code {@code APIG.0303}, {@code ModelArts.4503}, {@code MR.0105}, ..., or null
 * @param message the text beside the code; the whole body where that has no known shape, unless it is an HTML page; or null
 * @param requestId the id to quote to support, from the body or else the header {@code X-Request-Id}, or null
 * @param isHtml whether it is a page of a proxy or web server instead
 * @param isShaped whether it had one of the known shapes
 */
public record ErrorBody(
        @Nullable String code,
        @Nullable String message,
        @Nullable String requestId,
        boolean isHtml,
        boolean isShaped) {

    /** Where the several producers of errors put code and text (ModelArts API reference; SDK core, ExceptionUtils). */
    private static final String[][] KEYS = {{"error_code", "error_msg"}, {"erno", "msg"}, {"code", "message"}};

    private static final String EVENT = "data:";

    /** Reads an answer. Never fails: what can't be read has no code. */
    public static ErrorBody of(ServiceResponse response) {
        String all = response.text().strip();
        // to a streamed call MaaS may say it as an event
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

    /** Without a message that is the whole body. */
    public ErrorBody withoutUnshaped() {
        return isShaped ? this : new ErrorBody(null, null, requestId, isHtml, false);
    }
}
