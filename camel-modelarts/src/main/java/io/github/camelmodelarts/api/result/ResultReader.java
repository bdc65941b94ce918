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
 * Reads the fields of a response. Its errors name fields but never values, because values are private data. A field
 * that is null counts as missing.
 */
final class ResultReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // models in Python write NaN and Infinity; where a number is needed,
            // they are refused and the message names the field
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
            throw reader.misfit("this response is " + kind(response));
        }
        return reader;
    }

    /** The same for a response that is refused if it has an error object, even if it has a result, too. */
    static ResultReader ofLanguageModel(ResultShape shape, JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = of(shape, response);
        if (ResponseError.isIn(response)) {
            throw reader.misfit("this response is an error" + ResponseError.codeIn(response));
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
            // neither the parser's message nor its exception as cause: both quote the response
            JsonLocation where = e instanceof JsonProcessingException known ? known.getLocation() : null;
            throw new ModelArtsResponseException(
                    expected(shape) + "; this response is not JSON"
                            + (where == null
                                    ? ""
                                    : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")")
                            + ". Check CamelHttpResponseCode and Content-Type before the conversion: it may be a"
                            + " proxy's page, server-sent events (they need streaming=true), or the response of"
                            + " another kind of model",
                    null);
        }
    }

    /** Returns the first of these fields that is present. */
    String text(String... names) throws ModelArtsResponseException {
        for (String name : names) {
            if (response.hasNonNull(name)) {
                return text(response.get(name), name);
            }
        }
        throw misfit("this response has no " + String.join(" nor ", names));
    }

    String text(JsonNode value, String path) throws ModelArtsResponseException {
        if (!value.isValueNode() || value.isNull()) {
            throw misfit(path + " is " + kind(value) + " and not a text");
        }
        return value.asText();
    }

    /** Returns a text, or null if it is missing. */
    @Nullable
    String textOrNull(JsonNode value, String path) throws ModelArtsResponseException {
        return isAbsent(value) ? null : text(value, path);
    }

    /** Returns a position in a list, from 0. */
    int index(JsonNode value, String path) throws ModelArtsResponseException {
        double index = numberIn(value);
        if (!(index >= 0 && index < Integer.MAX_VALUE && index == Math.rint(index))) {
            throw misfit(isAbsent(value) ? "there is no " + path : path + " is not a position from 0");
        }
        return (int) index;
    }

    /** Returns a position in a list, from 0. */
    int index(JsonNode value, String path, int ifMissing) throws ModelArtsResponseException {
        return isAbsent(value) ? ifMissing : index(value, path);
    }

    /** Returns a number. It may be written as text, as in the format of ModelArts' data collection. */
    double number(JsonNode value, String path) throws ModelArtsResponseException {
        double number = numberIn(value);
        if (!Double.isFinite(number)) {
            throw misfit(path + " is "
                    + (value.isNumber() || value.isTextual()
                            ? "not a finite number"
                            : kind(value) + "" + " and not a number"));
        }
        return number;
    }

    /** Returns a number that may be written as text, or NaN. */
    static double numberIn(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : value.isTextual() ? number(value.textValue()) : Double.NaN;
    }

    private static double number(String text) {
        try {
            return text.length() > LONGEST_NUMBER ? Double.NaN : new BigDecimal(text.strip()).doubleValue();
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Returns a field that must be an array. */
    JsonNode array(String name) throws ModelArtsResponseException {
        return array(response.path(name), name);
    }

    JsonNode array(JsonNode value, String path) throws ModelArtsResponseException {
        if (!value.isArray()) {
            throw misfit(
                    isAbsent(value)
                            ? "this response has no " + path
                            : path + " is " + kind(value) + " and not" + " an array");
        }
        return value;
    }

    /** Returns an array that must have {@code size} elements. */
    JsonNode array(JsonNode value, String path, int size) throws ModelArtsResponseException {
        if (array(value, path).size() != size) {
            throw misfit(path + " has " + value.size() + " elements instead of " + size);
        }
        return value;
    }

    /** Returns the value of an optional field, or a missing node. */
    JsonNode optional(String name) {
        JsonNode value = response.path(name);
        return isAbsent(value) ? JSON.missingNode() : value;
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** Returns a value as unmodifiable maps and lists of text, numbers, booleans and nulls. */
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

    /** Returns an exception that says what was expected, what was found and what to do. */
    ModelArtsResponseException misfit(String found) {
        return new ModelArtsResponseException(
                expected(shape) + "; " + found + (response.isObject() ? ". It has " + names() : "") + ". " + remedy(),
                null);
    }

    private static String expected(ResultShape shape) {
        return "The response of " + shape.title() + " has " + shape.fields();
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
        if (ResponseError.isIn(response)
                || Stream.of("error_code", "error_msg", "erno").anyMatch(response::hasNonNull)) {
            return "It is an error response: convert a response only if CamelHttpResponseCode is a success status"
                    + " and its JSON has no error";
        }
        return Stream.of(ResultShape.values())
                .filter(other -> other != shape && other.fits(response))
                .findFirst()
                .map(other -> "It looks like " + other.title() + ": convert it to " + other.typeName())
                .orElse("The model may use its own format: read the response as JSON, or change the model's"
                        + " configuration");
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
