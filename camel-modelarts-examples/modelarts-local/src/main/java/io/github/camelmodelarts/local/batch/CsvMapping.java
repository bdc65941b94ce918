package io.github.camelmodelarts.local.batch;

import java.math.BigDecimal;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Makes a JSON request from a line of a CSV file by a {@code mapping_rule}: each parameter of a basic type has the index of a
 * column; if that is no index, the parameter is omitted (ModelArts user guide, "Deploying a Model as a Batch Inference
 * Service", "Example Mapping"). Columns are separated by commas. Quotes have no meaning here. Immutable.
 */
final class CsvMapping {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode rule;

    CsvMapping(JsonNode rule) {
        this.rule = rule;
    }

    /**
     * The request for a line, as JSON.
     *
     * @throws IllegalArgumentException if a column does not have the type of its parameter; the message names both
     */
    byte[] request(String line) {
        JsonNode request = value("the request", rule, line.split(",", -1));
        try {
            return new JsonMapper().writeValueAsBytes(request == null ? NODES.objectNode() : request);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException("The request can't be written", e);
        }
    }

    private static @Nullable JsonNode value(String name, JsonNode schema, String[] columns) {
        switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode object = NODES.objectNode();
                schema.path("properties").properties().forEach(property -> {
                    JsonNode value = value(property.getKey(), property.getValue(), columns);
                    if (value != null) {
                        object.set(property.getKey(), value);
                    }
                });
                return object;
            }
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                JsonNode items = schema.path("items");
                for (JsonNode item : items.isArray() ? items : NODES.arrayNode().add(items)) {
                    JsonNode value = value(name, item, columns);
                    if (value != null) {
                        array.add(value);
                    }
                }
                return array;
            }
            default -> {
                JsonNode index = schema.path("index");
                boolean exists = index.isInt() && index.intValue() >= 0 && index.intValue() < columns.length;
                return exists ? basic(name, schema.path("type").asText(), columns[index.intValue()]) : null;
            }
        }
    }

    private static JsonNode basic(String name, String type, String column) {
        String text = column.strip();
        try {
            return switch (type) {
                case "number" -> NODES.numberNode(new BigDecimal(text));
                case "integer" -> NODES.numberNode(Long.parseLong(text));
                case "boolean" -> NODES.booleanNode(bool(text));
                default -> NODES.textNode(column);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a value of type " + type + " for " + name, e);
        }
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new NumberFormatException();
        };
    }
}
