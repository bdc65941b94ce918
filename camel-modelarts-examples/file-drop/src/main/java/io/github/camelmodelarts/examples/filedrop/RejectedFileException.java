package io.github.camelmodelarts.examples.filedrop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Thrown when the model of a batch service rejected a file. */
final class RejectedFileException extends Exception {

    private static final JsonMapper JSON = new JsonMapper();

    private final @Nullable String code;

    private RejectedFileException(String message, @Nullable String code) {
        super(message);
        this.code = code;
    }

    /**
     * Reads the error of a file: the response of the model, if it has one of the formats of ModelArts, or any other text.
     */
    static RejectedFileException of(String error) {
        JsonNode response;
        try {
            response = JSON.readTree(error);
        } catch (JsonProcessingException e) {
            return new RejectedFileException(error, null);
        }
        for (String[] keys : new String[][] {{"error_code", "error_msg"}, {"erno", "msg"}}) {
            if (response.path(keys[1]).isTextual()) {
                return new RejectedFileException(
                        response.path(keys[1]).asText(), response.path(keys[0]).asText(null));
            }
        }
        return new RejectedFileException(error, null);
    }

    /** The code of the error, or null if it has none. */
    @Nullable
    String code() {
        return code;
    }
}
