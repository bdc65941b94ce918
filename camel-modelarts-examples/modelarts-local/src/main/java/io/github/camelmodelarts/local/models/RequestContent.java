package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelmodelarts.local.api.ModelRequest;

/** The checks of a request that all models share. */
final class RequestContent {

    /**
     * The limit of a body in bytes, more than any service of ModelArts accepts. Without it, a large body could fill the memory
     * if the gateway has no body limit.
     */
    private static final int LONGEST = 64 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestContent() {}

    /** Rejects methods other than POST. */
    static void requirePost(ModelRequest request) throws BadInputException {
        if (!request.method().equals("POST")) {
            throw new BadInputException(405, "This model accepts POST, not " + request.method());
        }
    }

    /** The media type without its parameters, in lower case; empty if none was sent. */
    static String mediaType(ModelRequest request) {
        String type = request.header("Content-Type");
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    static byte[] bytes(ModelRequest request) throws IOException, BadInputException {
        byte[] bytes = request.body().readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new BadInputException(413, "The body is larger than " + LONGEST + " bytes");
        }
        return bytes;
    }

    static JsonNode json(byte[] content) throws IOException, BadInputException {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw BadInputException.of(
                    "The body is not JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        }
    }
}
