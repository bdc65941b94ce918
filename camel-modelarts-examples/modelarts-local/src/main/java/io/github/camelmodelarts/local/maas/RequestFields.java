package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads the fields of the JSON object in a request, and rejects wrong types. A field that is null counts as missing. Stateless.
 */
final class RequestFields {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RequestFields() {}

    static JsonNode tree(byte[] body) throws MaasException {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            // without the place, which quotes the body
            throw MaasException.badRequest("The body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw MaasException.badRequest("The body is not JSON");
        }
        if (root == null || !root.isObject()) {
            throw MaasException.badRequest("The body is not a JSON object");
        }
        return root;
    }

    static void extraForbidden(JsonNode object, Set<String> known, String place) throws MaasException {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!known.contains(name)) {
                throw MaasException.badRequest("[{'type': 'extra_forbidden', 'loc': ('" + place + "', '" + name
                        + "'), 'msg': 'Extra inputs are not permitted'}]");
            }
        }
    }

    static boolean flag(JsonNode object, String name) throws MaasException {
        JsonNode value = object.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw MaasException.badRequest("The field " + name + " must be true or false");
        }
        return value.asBoolean(false);
    }

    static void range(JsonNode root, String name, int from, int to) throws MaasException {
        JsonNode value = root.path(name);
        if (!isAbsent(value) && !(value.isNumber() && value.doubleValue() >= from && value.doubleValue() <= to)) {
            throw MaasException.badRequest("The field " + name + " must be a number from " + from + " to " + to);
        }
    }

    static void whole(JsonNode root, String name, long from) throws MaasException {
        JsonNode value = root.path(name);
        if (!isAbsent(value) && !(value.canConvertToLong() && value.isIntegralNumber() && value.longValue() >= from)) {
            throw MaasException.badRequest("The field " + name + " must be a whole number"
                    + (from == Long.MIN_VALUE ? "" : " of at least " + from));
        }
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** A field that is an object or is missing. */
    static JsonNode object(JsonNode root, String name) throws MaasException {
        JsonNode value = root.path(name);
        if (!isAbsent(value) && !value.isObject()) {
            throw MaasException.badRequest("The field " + name + " must be an object");
        }
        return value;
    }
}
