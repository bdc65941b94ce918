package io.github.camelmodelarts.local.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The response of an API that is not an error. Immutable.
 *
 * @param contentType empty for a response without {@code Content-Type}
 */
public record RestAnswer(int status, String contentType, String body, Map<String, String> headers) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Copies the headers. */
    public RestAnswer {
        headers = Map.copyOf(headers);
    }

    /** Status 200 with {@code value} as JSON. */
    public static RestAnswer json(Object value) {
        return json(200, value);
    }

    /**
     * A response with {@code value} as JSON, written by Jackson.
     *
     * @throws IllegalArgumentException if Jackson can't write it
     */
    public static RestAnswer json(int status, Object value) {
        try {
            return new RestAnswer(status, "application/json;charset=UTF-8", JSON.writeValueAsString(value), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Jackson can't write " + value.getClass().getName(), e);
        }
    }

    /** A response with plain text. */
    public static RestAnswer text(int status, String text) {
        return new RestAnswer(status, "text/plain;charset=UTF-8", text, Map.of());
    }

    /** A copy with one more header. */
    public RestAnswer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RestAnswer(status, contentType, body, more);
    }

    /** Shows only the status, because headers and body may contain secrets. */
    @Override
    public String toString() {
        return "RestAnswer[" + status + "]";
    }
}
