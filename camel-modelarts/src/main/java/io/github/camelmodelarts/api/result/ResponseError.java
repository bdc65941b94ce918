package io.github.camelmodelarts.api.result;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** The error of a response: services of language models can send one with the status 200. */
final class ResponseError {

    /** Codes of this form are no private data. */
    private static final Pattern SHOWN = Pattern.compile("([A-Z][A-Za-z]{1,15}\\.)?[1-9]\\d{2,5}");

    private static final List<String> NO_ERROR = List.of("", "0");

    private ResponseError() {}

    /** Some services have the code 0 or an empty error in each result. */
    static boolean isIn(JsonNode response) {
        JsonNode error = response.path("error");
        return (error.isObject() && !error.isEmpty())
                || !error.asText("").isEmpty()
                || response.path("object").asText("").equals("error")
                || !NO_ERROR.contains(response.path("error_code").asText(""));
    }

    /** Returns a text that names the code of the error, or an empty text. */
    static String codeIn(JsonNode response) {
        return Stream.of(response.path("error_code"), response.path("error").path("code"), response.path("code"))
                .map(code -> code.asText(""))
                .filter(code -> SHOWN.matcher(code).matches())
                .findFirst()
                .map(code -> " with the code " + code)
                .orElse("");
    }
}
