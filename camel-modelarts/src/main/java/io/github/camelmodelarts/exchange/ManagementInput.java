package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.exchange.body.BodyMapper;
import io.github.camelmodelarts.exchange.body.FileLikes;
import io.github.camelmodelarts.exchange.body.ObjectJson;
import io.github.camelmodelarts.session.ManagementOperation;

/** Converts the body of an exchange, JSON or a Map, to the input of a management operation. */
public final class ManagementInput {

    /** In bytes or characters. A larger body is a mistake, for example a picture that an earlier step left. */
    private static final int LARGEST = 4 << 20;

    private ManagementInput() {}

    /**
     * Returns the input of an operation. It is an empty object if the operation has no input, or if the body is empty
     * and the input is optional. Reads a body that is a file or a stream, and waits for it.
     *
     * @throws ModelArtsRequestException if the body is not an object
     */
    public static ObjectNode of(Exchange exchange, ManagementOperation operation) {
        Object body = exchange.getMessage().getBody();
        if (operation.input() == ManagementOperation.Input.NONE) {
            return ObjectJson.MAPPER.createObjectNode();
        }
        boolean written = body instanceof CharSequence || FileLikes.isFileLike(body);
        JsonNode input = body == null
                ? ObjectJson.MAPPER.missingNode()
                : written ? parsed(content(exchange, body, operation), operation) : converted(body, operation);
        if (input instanceof ObjectNode object) {
            return object;
        } else if (input.isMissingNode()) {
            if (operation.input() == ManagementOperation.Input.OBJECT) {
                throw refused(operation, "is empty", null);
            }
            return ObjectJson.MAPPER.createObjectNode();
        }
        throw refused(
                operation,
                written || body == null
                        ? "is a JSON " + input.getNodeType() + " and not a JSON object"
                        : "is a " + body.getClass().getName(),
                null);
    }

    private static byte[] content(Exchange exchange, Object body, ManagementOperation operation) {
        if (body instanceof CharSequence) {
            String text = body.toString();
            if (text.length() > LARGEST) {
                throw refused(operation, "has more than " + LARGEST + " characters", null);
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }
        Body content = BodyMapper.content(exchange, body);
        try (InputStream stream = Channels.newInputStream(content.open())) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw refused(operation, "has more than " + LARGEST + " bytes", null);
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelArtsRequestException("The body can't be read: " + e, e);
        }
    }

    /** Returns the parsed JSON, or a missing node if there is only white space. */
    private static JsonNode parsed(byte[] json, ManagementOperation operation) {
        try {
            return ObjectJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            // without the parser's message, which quotes the body: it may be the response of an earlier operation, with
            // secrets
            JsonLocation where = e.getLocation();
            String place = where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
            throw refused(operation, "is not JSON" + place, null);
        } catch (IOException e) {
            throw refused(operation, "is neither JSON nor text", null);
        }
    }

    private static JsonNode converted(Object body, ManagementOperation operation) {
        try {
            return ObjectJson.MAPPER.valueToTree(body);
        } catch (IllegalArgumentException e) {
            throw refused(operation, "is a " + body.getClass().getName() + " that Jackson can't write as JSON", e);
        }
    }

    private static ModelArtsRequestException refused(
            ManagementOperation operation, String why, @Nullable Exception cause) {
        String message = operation.name() + " takes its "
                + (operation.input() == ManagementOperation.Input.FILTERS ? "filters" : "input")
                + " from the body, but the body " + why + ": set the body to a Map or a JSON object"
                + (operation.input() == ManagementOperation.Input.FILTERS
                        ? ", {\"status\": \"running\"} for example, or to null for no filters"
                        : "");
        return cause == null ? new ModelArtsRequestException(message) : new ModelArtsRequestException(message, cause);
    }
}
