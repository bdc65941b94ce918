package io.github.camelmodelarts.api.result;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.text.ByteOrderMark;
import io.github.camelmodelarts.text.Printable;

/**
 * Takes an answer apart, and says what is wrong with it by the names of its fields: values are people's data. A field that is null
 * counts as missing.
 */
final class ResultReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // models in Python write them as they are; they are refused where a number is needed, by the field's name
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int LONGEST_NUMBER = 64;
    private static final int NAMES_SHOWN = 12;
    private static final int NAME_SHOWN = 40;

    private final ResultShape shape;
    private final JsonNode response;

    private ResultReader(ResultShape shape, JsonNode response) {
        this.shape = shape;
        this.response = response;
    }

    static ResultReader of(ResultShape shape, JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = new ResultReader(shape, response);
        if (!response.isObject()) {
            throw reader.misfit("the answer is " + kind(response));
        }
        return reader;
    }

    static JsonNode json(ResultShape shape, String text) throws ModelArtsResponseException {
        return json(shape, () -> JSON.readTree(ByteOrderMark.removedFrom(text)));
    }

    static JsonNode json(ResultShape shape, byte[] text) throws ModelArtsResponseException {
        return json(shape, () -> JSON.readTree(text));
    }

    private interface Parser {
        JsonNode parse() throws IOException;
    }

    private static JsonNode json(ResultShape shape, Parser parser) throws ModelArtsResponseException {
        try {
            return parser.parse();
        } catch (IOException e) {
            // not the parser's words nor itself as a cause: it quotes the answer
            JsonLocation where = e instanceof JsonProcessingException known ? known.getLocation() : null;
            throw new ModelArtsResponseException(
                    expected(shape) + "; the answer is no JSON"
                            + (where == null
                                    ? ""
                                    : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")")
                            + ". Look at CamelHttpResponseCode and Content-Type: pages of proxies and answers of"
                            + " other kinds of models have to be told apart before",
                    null);
        }
    }

    /** The first of these fields that is there. */
    String text(String... names) throws ModelArtsResponseException {
        for (String name : names) {
            if (response.hasNonNull(name)) {
                return text(response.get(name), name);
            }
        }
        throw misfit("the answer has no " + String.join(" nor ", names));
    }

    String text(JsonNode value, String path) throws ModelArtsResponseException {
        if (!value.isValueNode() || value.isNull()) {
            throw misfit(path + " is " + kind(value) + " and no text");
        }
        return value.asText();
    }

    /** Text where ModelArts' own data collection writes it so. */
    double number(JsonNode value, String path) throws ModelArtsResponseException {
        double number =
                value.isNumber() ? value.doubleValue() : value.isTextual() ? number(value.textValue()) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw misfit(
                    path + " is " + (value.isNumber() || value.isTextual() ? "not finite or no number" : kind(value))
                            + ", where a number is needed");
        }
        return number;
    }

    private static double number(String text) {
        try {
            return text.length() > LONGEST_NUMBER ? Double.NaN : new BigDecimal(text.strip()).doubleValue();
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** A field that has to be an array. */
    JsonNode array(String name) throws ModelArtsResponseException {
        return array(response.path(name), name);
    }

    JsonNode array(JsonNode value, String path) throws ModelArtsResponseException {
        if (!value.isArray()) {
            throw misfit(isAbsent(value) ? "the answer has no " + path : path + " is " + kind(value) + " and no array");
        }
        return value;
    }

    /** An array of so many elements. */
    JsonNode array(JsonNode value, String path, int size) throws ModelArtsResponseException {
        if (array(value, path).size() != size) {
            throw misfit(path + " has " + value.size() + " elements and not " + size);
        }
        return value;
    }

    /** The value of a field that need not be there, or a missing node. */
    JsonNode optional(String name) {
        JsonNode value = response.path(name);
        return isAbsent(value) ? JSON.missingNode() : value;
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** As maps, lists, texts, numbers, truth values and nulls that nobody can change. */
    static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
            return Collections.unmodifiableMap(fields);
        } else if (node.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(value(element)));
            return Collections.unmodifiableList(elements);
        } else if (node.isNumber()) {
            return node.numberValue();
        } else if (node.isBoolean()) {
            return node.booleanValue();
        }
        return isAbsent(node) ? null : node.asText();
    }

    /** Says what was expected, what was found and what to do. */
    ModelArtsResponseException misfit(String found) {
        return new ModelArtsResponseException(
                expected(shape) + "; " + found + (response.isObject() ? ". It has " + names() : "") + ". " + remedy(),
                null);
    }

    private static String expected(ResultShape shape) {
        return "As " + shape.title() + " an answer has " + shape.fields();
    }

    private String names() {
        if (response.isEmpty()) {
            return "no field";
        }
        String names = StreamSupport.stream(((Iterable<String>) response::fieldNames).spliterator(), false)
                .limit(NAMES_SHOWN)
                .map(name -> Printable.of(name, NAME_SHOWN))
                .collect(Collectors.joining(", "));
        return "the fields " + names + (response.size() > NAMES_SHOWN ? ", ..." : "");
    }

    private String remedy() {
        if (Stream.of("error_code", "error_msg", "erno").anyMatch(response::hasNonNull)) {
            return "That is a failure: convert answers only where CamelHttpResponseCode says success";
        }
        return Stream.of(ResultShape.values())
                .filter(other -> other != shape && other.fits(response))
                .findFirst()
                .map(other -> "It looks like " + other.title() + ": convert it to " + other.typeName())
                .orElse("A model may answer in a way of its own: read it as JSON then, or have the model's"
                        + " configuration changed");
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "empty";
            default -> "something else";
        };
    }
}
