package io.github.camelmodelarts.local.maas;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as JSON that follows a simple schema. All properties are written. A value with an {@code enum} is the first of its
 * texts that the answer or the question contains, otherwise the first one; any other text is the answer. Numbers are those of the
 * question, one after the other, then 0. A boolean is whether the question has the word "yes". A list has one element. Used once, by one
 * thread.
 */
final class SchemaAnswer {

    /** Deeper schemas are rejected: a schema of a request can't overflow the stack. */
    private static final int MAX_DEPTH = 16;

    /** The answer can be in each property of a schema, so a request could ask for more than the memory. */
    private static final int MAX_LENGTH = 1 << 20;

    private static final List<String> NOT_FOLLOWED = List.of("$ref", "anyOf", "oneOf", "allOf");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,15})?");
    private static final Pattern YES = Pattern.compile("\\byes\\b", Pattern.CASE_INSENSITIVE);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String question;
    private final String answer;
    private final Iterator<String> numbers;
    private int length;

    private SchemaAnswer(String question, String answer) {
        this.question = question;
        this.answer = answer;
        numbers = NUMBER.matcher(question).results().map(MatchResult::group).iterator();
    }

    /**
     * The answer to a question as a text with JSON.
     *
     * @throws MaasException if the schema is not a simple one
     */
    static String of(JsonNode schema, String question, String answer) throws MaasException {
        return new SchemaAnswer(question, answer).value(schema, 0).toString();
    }

    private JsonNode value(JsonNode schema, int depth) throws MaasException {
        if (depth == MAX_DEPTH) {
            throw MaasException.badRequest("The schema is nested more than " + MAX_DEPTH + " times");
        }
        for (String name : NOT_FOLLOWED) {
            if (schema.has(name)) {
                throw MaasException.badRequest("This model does not follow " + name + " in a schema");
            }
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && !choices.isEmpty()) {
            return choice(choices);
        }
        return switch (type(schema)) {
            case "object" -> object(schema.path("properties"), depth);
            case "array" -> list(value(schema.path("items"), depth + 1));
            case "number" -> JSON.numberNode(number());
            case "integer" -> JSON.numberNode((long) number());
            case "boolean" -> JSON.booleanNode(YES.matcher(question).find());
            case "null" -> JSON.nullNode();
            default -> text();
        };
    }

    /** The type, or the first of several that is not null. */
    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
        }
        return type.asText(schema.has("properties") ? "object" : "string");
    }

    private JsonNode text() throws MaasException {
        length += answer.length();
        if (length > MAX_LENGTH) {
            throw MaasException.badRequest("The answer by this schema is too long");
        }
        return JSON.textNode(answer);
    }

    private double number() {
        return numbers.hasNext() ? Double.parseDouble(numbers.next()) : 0;
    }

    private ObjectNode object(JsonNode properties, int depth) throws MaasException {
        ObjectNode object = JSON.objectNode();
        for (var property : properties.properties()) {
            object.set(property.getKey(), value(property.getValue(), depth + 1));
        }
        return object;
    }

    private static ArrayNode list(JsonNode element) {
        return JSON.arrayNode().add(element);
    }

    private JsonNode choice(JsonNode choices) {
        for (String text : List.of(answer.toLowerCase(Locale.ROOT), question.toLowerCase(Locale.ROOT))) {
            for (JsonNode choice : choices) {
                if (choice.isTextual() && text.contains(choice.textValue().toLowerCase(Locale.ROOT))) {
                    return choice;
                }
            }
        }
        return choices.get(0);
    }
}
