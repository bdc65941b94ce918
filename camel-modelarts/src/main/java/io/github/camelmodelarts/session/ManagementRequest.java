package io.github.camelmodelarts.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.text.Printable;

/**
 * A request to the management API, made of an operation's row and its input. Immutable.
 *
 * @param variables what stands in braces in the path
 * @param input the filters, or what is sent; not modified
 */
record ManagementRequest(
        ManagementOperation operation,
        ManagementOperation.Shape shape,
        Generation generation,
        Map<String, String> variables,
        ObjectNode input) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final String SERVICE_ID = "service_id";
    private static final String API_ID = "api_id";

    /**
     * The request for an operation, with what is known of it.
     *
     * @throws ModelArtsRequestException if the operation is not there or the input is not what it takes
     */
    static ManagementRequest of(ManagementOperation operation, Generation generation, ObjectNode input) {
        ManagementOperation.Shape shape = operation.in(generation.version());
        ObjectNode rest = operation.input() == ManagementOperation.Input.NONE ? Json.object() : input.deepCopy();
        Map<String, String> variables = variables(shape, rest);
        if (operation.input() == ManagementOperation.Input.FILTERS) {
            requireDocumented(operation, shape, rest);
        }
        return new ManagementRequest(operation, shape, generation, variables, rest);
    }

    /** The id of the service that it is about; empty if that is not known, or there is none. */
    String serviceId() {
        return variables.getOrDefault(SERVICE_ID, "");
    }

    ManagementOperation.@Nullable Listing listing() {
        return shape.listing();
    }

    /** Whether it works on an API for application authentication that is not named. */
    boolean lacksAppAuthApi() {
        return shape.path().contains("{" + API_ID + "}") && !variables.containsKey(API_ID);
    }

    ManagementRequest about(String serviceId) {
        return with(SERVICE_ID, serviceId);
    }

    ManagementRequest with(String variable, String value) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put(variable, segment(variable, value));
        return new ManagementRequest(operation, shape, generation, all, input);
    }

    ManagementRequest filtered(ObjectNode filters) {
        return new ManagementRequest(operation, shape, generation, variables, filters);
    }

    /** Refuses a path with a gap. */
    void requireComplete() {
        Matcher variable = VARIABLE.matcher(shape.path());
        while (variable.find()) {
            if (!variables.containsKey(variable.group(1))) {
                throw new ModelArtsRequestException(
                        operation.name() + " needs the field " + variable.group(1) + " in the body");
            }
        }
    }

    ServiceRequest to(ServiceAddress endpoint, String projectId) {
        boolean asked = shape.method().equals("GET");
        String path = generation.path() + encoded(projectId) + filled(shape.path());
        ServiceAddress address = endpoint.resolve(asked ? path + query() : path);
        return new ServiceRequest(
                shape.method(),
                address.uri(),
                Headers.NONE.with("X-Project-Id", projectId),
                asked ? Body.NONE : body());
    }

    /** Those of the path that stand in the input, which they are taken out of. */
    private static Map<String, String> variables(ManagementOperation.Shape shape, ObjectNode rest) {
        Map<String, String> variables = new LinkedHashMap<>();
        Matcher variable = VARIABLE.matcher(shape.path());
        while (variable.find()) {
            String name = variable.group(1);
            JsonNode value = name.equals(SERVICE_ID) ? null : rest.remove(name);
            if (value != null && value.isContainerNode()) {
                throw new ModelArtsRequestException("The field " + name + " is a text, not an object or a list");
            }
            String text = value == null || value.isNull() ? "" : value.asText().strip();
            if (!text.isEmpty()) {
                variables.put(name, segment(name, text));
            }
        }
        return variables;
    }

    /** What becomes a segment of a path may not lead to another one, encoded or not: servers decode before they resolve. */
    private static String segment(String name, String value) {
        if (value.isEmpty()
                || value.equals(".")
                || value.equals("..")
                || value.indexOf('/') >= 0
                || value.indexOf('\\') >= 0) {
            throw new ModelArtsRequestException(
                    Printable.of(value, 80) + " can't be the " + name + ": it would lead to another path");
        }
        return value;
    }

    /** A filter that the API does not know would be ignored, and everything found. */
    private static void requireDocumented(
            ManagementOperation operation, ManagementOperation.Shape shape, ObjectNode filters) {
        Iterator<String> names = filters.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!shape.filters().contains(name)) {
                throw new ModelArtsRequestException(Printable.of(name, 40) + " is no filter of " + operation.name()
                        + "; known are " + known(shape));
            }
            if (filters.path(name).isContainerNode()) {
                throw new ModelArtsRequestException("The filter " + name + " of " + operation.name()
                        + " is a text or a number, not an object or a list");
            }
        }
    }

    /** All that the body may hold. */
    private static Set<String> known(ManagementOperation.Shape shape) {
        Set<String> names = new TreeSet<>(shape.filters());
        VARIABLE.matcher(shape.path().replace("{" + SERVICE_ID + "}", ""))
                .results()
                .forEach(variable -> names.add(variable.group(1)));
        return names;
    }

    private Body body() {
        if (!shape.body().isEmpty()) {
            return Json.body(filled(shape.body()));
        }
        return input.isEmpty() && shape.method().equals("DELETE") ? Body.NONE : Json.body(input.toString());
    }

    /** With what the variables stand for, none of which can end a segment or a JSON text. */
    private String filled(String template) {
        return VARIABLE.matcher(template)
                .replaceAll(
                        variable -> Matcher.quoteReplacement(encoded(variables.getOrDefault(variable.group(1), ""))));
    }

    private String query() {
        String query = input.properties().stream()
                .filter(filter -> !filter.getValue().isNull())
                .map(filter -> encoded(filter.getKey()) + "="
                        + encoded(filter.getValue().asText()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
