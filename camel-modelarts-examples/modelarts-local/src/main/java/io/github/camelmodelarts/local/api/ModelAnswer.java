package io.github.camelmodelarts.local.api;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The response of a model. Immutable, unless the array is changed. */
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

    /** Any response. The array is not copied. */
    public static ModelAnswer of(int status, String contentType, byte[] body) {
        return new ModelAnswer(status, contentType, body);
    }

    /** Status 200 with {@code value} as JSON, written by Jackson. */
    public static ModelAnswer json(Object value) {
        return json(200, value);
    }

    /**
     * The response of ModelArts' model server if a model can't process its input: with {@code erno}, not
     * {@code error_code} (ModelArts documentation, "error MR.0105").
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
