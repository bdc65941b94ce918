package io.github.camelmodelarts.local.api;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What a model answers. Immutable as long as nobody writes to the array. */
public final class ModelAnswer {

    private static final JsonMapper JSON = new JsonMapper();

    private final int status;
    private final String contentType;
    private final byte[] body;

    private ModelAnswer(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    /** An answer of any kind. The array is not copied. */
    public static ModelAnswer of(int status, String contentType, byte[] body) {
        return new ModelAnswer(status, contentType, body);
    }

    /** Status 200 with what Jackson makes of {@code value}. */
    public static ModelAnswer json(Object value) {
        return json(200, value);
    }

    /**
     * What ModelArts' model server says when a model can't work with its input: {@code erno}, not {@code error_code}
     * (ModelArts documentation, "error MR.0105").
     */
    public static ModelAnswer refusal(int status, String reason) {
        return json(status, Map.of("erno", "MR.0105", "msg", reason, "words_result", Map.of()));
    }

    private static ModelAnswer json(int status, Object value) {
        try {
            return new ModelAnswer(status, "application/json", JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Jackson can't write " + value.getClass().getName(), e);
        }
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The media type of the body. */
    public String contentType() {
        return contentType;
    }

    /** The body itself, not a copy. */
    public byte[] body() {
        return body;
    }
}
