package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;

/** Reads and writes the JSON of the management API and of IAM. */
final class Json {

    private static final int SHOWN = 80;

    private Json() {}

    static ObjectNode object() {
        return PlainJson.MAPPER.createObjectNode();
    }

    static Body body(String json) {
        return Body.of(json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /**
     * Reads the JSON object of a response; an empty object if the response has no body. For use in a stage: anything other than an object
     * fails the stage with a {@link ModelArtsResponseException}.
     */
    static JsonNode readObject(ServiceResponse response, String who) {
        if (response.body().length == 0) {
            return object();
        }
        try {
            JsonNode content = PlainJson.MAPPER.readTree(response.text());
            if (content.isObject()) {
                return content;
            }
        } catch (JsonProcessingException e) {
            throw noObject(response, who, e);
        }
        throw noObject(response, who, null);
    }

    private static CompletionException noObject(
            ServiceResponse response, String who, @Nullable JsonProcessingException cause) {
        // quotes neither the response nor the parser's message, which quotes it: a response may contain secrets of
        // applications
        String start = response.text().stripLeading();
        boolean html = start.startsWith("<");
        return new CompletionException(new ModelArtsResponseException(
                who + " returned " + response.status() + " without a JSON object"
                        + (html ? ", but with a page of a web server or proxy" : kind(response, cause))
                        + ": check modelArtsEndpoint, iamEndpoint and the proxy",
                null));
    }

    private static String kind(ServiceResponse response, @Nullable JsonProcessingException cause) {
        return " (" + Printable.of(String.valueOf(response.contentType()), SHOWN) + ", "
                + response.body().length + " bytes"
                + (cause == null || cause.getLocation() == null
                        ? ""
                        : ", an error in line " + cause.getLocation().getLineNr() + ", column "
                                + cause.getLocation().getColumnNr())
                + ")";
    }
}
