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
 * A request to the management API, built from an operation's row and its input. Immutable.
 *
 * @param variables the values of the path's variables, by name
 * @param input the filters, or the object to send; not modified
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
     * Begins the request for an operation. Variables that are not in the input are added later.
     *
     * @throws ModelArtsRequestException if the operation does not exist in this generation or does not accept the input
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

    /** The id of the service; empty if it is not known yet, or the operation has no service. */
    String serviceId() {
        return variables.getOrDefault(SERVICE_ID, "");
    }

    ManagementOperation.@Nullable Listing listing() {
        return shape.listing();
    }

    /** Whether the path requires the id of an API for application authentication, and the id is not known yet. */
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

    /** Refuses a request if a variable of its path has no value. */
    void requireComplete() {
        Matcher variable = VARIABLE.matcher(shape.path());
        while (variable.find()) {
            if (!variables.containsKey(variable.group(1))) {
                throw new ModelArtsRequestException(
                        operation.name() + " requires the field " + variable.group(1) + " in the body");
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

    /** Takes the values of the path's variables out of the input. */
    private static Map<String, String> variables(ManagementOperation.Shape shape, ObjectNode rest) {
        Map<String, String> variables = new LinkedHashMap<>();
        Matcher variable = VARIABLE.matcher(shape.path());
        while (variable.find()) {
            String name = variable.group(1);
            JsonNode value = name.equals(SERVICE_ID) ? null : rest.remove(name);
            if (value != null && value.isContainerNode()) {
                throw new ModelArtsRequestException("The field " + name + " must be a text, not an object or a list");
            }
            String text = value == null || value.isNull() ? "" : value.asText().strip();
            if (!text.isEmpty()) {
                variables.put(name, segment(name, text));
            }
        }
        return variables;
    }

    /** Refuses a value that would change the path. Encoding would not help: servers decode a path before they resolve it. */
    private static String segment(String name, String value) {
        if (value.isEmpty()
                || value.equals(".")
                || value.equals("..")
                || value.indexOf('/') >= 0
                || value.indexOf('\\') >= 0) {
            throw new ModelArtsRequestException(Printable.of(value, 80) + " can't be used as " + name
                    + ": it would change the path of the request");
        }
        return value;
    }

    /** Refuses unknown filters: the API would ignore them and return all entries. */
    private static void requireDocumented(
            ManagementOperation operation, ManagementOperation.Shape shape, ObjectNode filters) {
        Iterator<String> names = filters.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!shape.filters().contains(name)) {
                throw new ModelArtsRequestException(Printable.of(name, 40) + " is not a filter of " + operation.name()
                        + "; its filters are " + known(shape));
            }
            if (filters.path(name).isContainerNode()) {
                throw new ModelArtsRequestException("The filter " + name + " of " + operation.name()
                        + " must be a text or a number, not an object or a list");
            }
        }
    }

    /** The names of all fields that the body may contain. */
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

    /** Fills in the variables. Their values are encoded: none can end a path segment or a JSON text. */
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
