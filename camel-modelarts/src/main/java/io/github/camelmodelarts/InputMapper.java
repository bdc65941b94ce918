package io.github.camelmodelarts;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.session.ManagementCall;

/** Makes an exchange's body the input of an operation of the management API: an object, as JSON or as a Map. */
final class InputMapper {

    private static final JsonMapper JSON =
            JsonMapper.builder().findAndAddModules().build();

    private InputMapper() {}

    /**
     * The input of an operation; empty if there is no body or the operation does not look at it.
     *
     * @throws ModelArtsRequestException if the body is no object
     */
    static ObjectNode of(Exchange exchange, ManagementCall call) {
        Object body = exchange.getMessage().getBody();
        if (body == null || call.input() == ManagementCall.Input.NONE) {
            return JSON.createObjectNode();
        }
        JsonNode input = Content.isText(body) || Content.isBinary(body)
                ? parsed(exchange.getMessage().getBody(String.class), call)
                : converted(body, call);
        if (input instanceof ObjectNode object) {
            return object;
        }
        throw refused(
                call,
                body instanceof Map
                        ? "holds what JSON can't"
                        : "is a " + body.getClass().getName(),
                null);
    }

    private static JsonNode parsed(String text, ManagementCall call) {
        try {
            return text == null || text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw refused(call, "is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonNode converted(Object body, ManagementCall call) {
        try {
            return JSON.valueToTree(body);
        } catch (IllegalArgumentException e) {
            throw refused(call, "is a " + body.getClass().getName() + " that Jackson can't write as JSON", e);
        }
    }

    private static ModelArtsRequestException refused(ManagementCall call, String why, @Nullable Exception cause) {
        String message = call.name() + " takes "
                + (call.input() == ManagementCall.Input.FILTERS ? "filters" : "what is to be sent")
                + " as the body, a Map or a JSON object, and the body " + why
                + (call.input() == ManagementCall.Input.FILTERS ? ": remove it to have no filters" : "");
        return cause == null ? new ModelArtsRequestException(message) : new ModelArtsRequestException(message, cause);
    }
}
