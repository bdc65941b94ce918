package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.api.ModelRequest;

/** Reads the picture of a request, in all formats that ModelArts' image models accept. */
final class PictureInput {

    /** The name of the input of ModelArts' built-in image models. */
    static final String FIELD = "images";

    private PictureInput() {}

    static Picture of(ModelRequest request) throws IOException, BadInputException {
        RequestContent.requirePost(request);
        return PictureFile.decode(bytes(request));
    }

    private static byte[] bytes(ModelRequest request) throws IOException, BadInputException {
        String type = RequestContent.mediaType(request);
        if (type.equals("multipart/form-data")) {
            byte[] part = request.part(FIELD);
            if (part == null) {
                throw BadInputException.of("The form has no field " + FIELD);
            }
            return part;
        }
        if (type.equals("application/json")) {
            return base64(RequestContent.json(RequestContent.bytes(request)));
        }
        if (type.startsWith("image/")) {
            return RequestContent.bytes(request);
        }
        throw new BadInputException(
                415,
                "A picture must be sent as multipart/form-data, application/json or image/*, not as "
                        + (type.isEmpty() ? "a body without a Content-Type" : type));
    }

    private static byte[] base64(JsonNode body) throws BadInputException {
        JsonNode text = body.path(FIELD);
        if (!text.isTextual()) {
            throw BadInputException.of("The JSON has no member " + FIELD + " with a picture as base64 text");
        }
        try {
            return Base64.getMimeDecoder().decode(text.textValue());
        } catch (IllegalArgumentException e) {
            throw BadInputException.of("The member " + FIELD + " is not base64: " + e.getMessage(), e);
        }
    }
}
