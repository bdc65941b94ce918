package io.github.camelmodelarts.local.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What an API answers when it does not refuse. Immutable.
 *
 * @param contentType empty for an answer without {@code Content-Type}
 */
public record RestAnswer(int status, String contentType, String body, Map<String, String> headers) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Copies the headers. */
    public RestAnswer {
        headers = Map.copyOf(headers);
    }

    /** Status 200 with what Jackson makes of {@code value}. */
    public static RestAnswer json(Object value) {
        return json(200, value);
    }

    /**
     * What Jackson makes of {@code value}.
     *
     * @throws IllegalArgumentException if it can make nothing of it
     */
    public static RestAnswer json(int status, Object value) {
        try {
            return new RestAnswer(status, "application/json;charset=UTF-8", JSON.writeValueAsString(value), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Jackson can't write " + value.getClass().getName(), e);
        }
    }

    /** Text as it is. */
    public static RestAnswer text(int status, String text) {
        return new RestAnswer(status, "text/plain;charset=UTF-8", text, Map.of());
    }

    /** The same with one more header. */
    public RestAnswer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RestAnswer(status, contentType, body, more);
    }

    /** The status alone, as headers and body may hold secrets. */
    @Override
    public String toString() {
        return "RestAnswer[" + status + "]";
    }
}
