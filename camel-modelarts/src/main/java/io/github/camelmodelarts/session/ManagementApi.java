package io.github.camelmodelarts.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.Printable;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/**
 * ModelArts' management API in one region and project. Never blocks, and is thread-safe; failed answers are the exceptions that the
 * transport makes of them.
 */
public final class ManagementApi {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final String SERVICE_ID = "service_id";
    private static final String API_ID = "api_id";

    private final Transport transport;
    private final ServiceAddress endpoint;
    private final Generation generation;
    private final Supplier<CompletionStage<String>> project;
    private final Duration timeout;

    /**
     * The API.
     *
     * @param transport sends requests with a proof of who is calling, and fails where the answer is a failure
     * @param project the project's id, which may have to be looked up
     * @param timeout how long the pages of a list may take
     */
    public ManagementApi(
            Transport transport,
            ServiceAddress endpoint,
            ApiVersion version,
            Supplier<CompletionStage<String>> project,
            Duration timeout) {
        this.transport = transport;
        this.endpoint = endpoint;
        this.generation = Generation.of(version);
        this.project = project;
        this.timeout = timeout;
    }

    Generation generation() {
        return generation;
    }

    /**
     * Calls an operation; one that lists reads all pages.
     *
     * @param service which service it is about; null for operations that are about none
     * @param input filters, or what is to be sent; not modified
     * @return fails with a {@link ModelArtsRequestException} if the input is not what the operation takes
     */
    public CompletionStage<ManagementAnswer> call(
            ManagementCall call, @Nullable ServiceReference service, ObjectNode input) {
        try {
            ManagementCall.Shape shape = call.in(generation.version());
            ObjectNode rest = call.input() == ManagementCall.Input.NONE ? Json.object() : input.deepCopy();
            Map<String, String> variables = variables(shape, rest);
            if (call.input() == ManagementCall.Input.FILTERS) {
                requireDocumented(call, shape, rest);
            }
            if (!call.concernsService()) {
                requireVariables(call, shape, variables);
                return send(shape, variables, rest);
            }
            if (service == null) {
                throw new ModelArtsRequestException(call.name() + " needs serviceId or serviceName");
            }
            return id(service).thenCompose(id -> {
                variables.put(SERVICE_ID, id);
                return withAppAuthApi(shape, variables).thenCompose(all -> {
                    requireVariables(call, shape, all);
                    return send(shape, all, rest);
                });
            });
        } catch (ModelArtsRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The id of a service; looked up where it is named. */
    CompletionStage<String> id(ServiceReference service) {
        if (!service.byName()) {
            return CompletableFuture.completedFuture(service.value());
        }
        ObjectNode filter = Json.object().put(generation.name(), service.value());
        return call(ManagementCall.LIST_SERVICES, null, filter).thenApply(answer -> single(service, answer.content()));
    }

    /** All about a service. */
    CompletionStage<JsonNode> describe(ServiceReference service) {
        return call(ManagementCall.DESCRIBE_SERVICE, service, Json.object()).thenApply(ManagementAnswer::content);
    }

    /** The service's API for application authentication. */
    CompletionStage<JsonNode> appAuthApi(ServiceReference service) {
        return call(ManagementCall.LIST_APP_AUTH_APIS, service, Json.object())
                .thenApply(answer -> singleApi(service, answer.content()));
    }

    /** The filter takes parts of names, too. */
    private String single(ServiceReference service, JsonNode list) {
        ManagementCall.Listing listing = listing();
        List<String> ids = new ArrayList<>();
        for (JsonNode entry : list.path(listing.items())) {
            if (entry.path(generation.name()).asText().equals(service.value())) {
                ids.add(entry.path(generation.id()).asText());
            }
        }
        if (ids.isEmpty()) {
            throw new ModelArtsRequestException("There is no service with " + service
                    + " here: check the name, region and projectId, and apiVersion; modelarts:listServices shows"
                    + " those that there are. One in another workspace is found by serviceId only");
        }
        if (ids.size() > 1) {
            throw new ModelArtsRequestException("There are " + ids.size() + " services with " + service
                    + ": say with serviceId which one is meant: " + Printable.of(String.join(", ", ids), 300));
        }
        return ServiceReference.id(ids.get(0)).value();
    }

    private ManagementCall.Listing listing() {
        ManagementCall.Listing listing =
                ManagementCall.LIST_SERVICES.in(generation.version()).listing();
        if (listing == null) {
            throw new IllegalStateException("services can be listed in both generations");
        }
        return listing;
    }

    private static JsonNode singleApi(ServiceReference service, JsonNode list) {
        List<JsonNode> apis = new ArrayList<>();
        for (JsonNode api : list.path("apis")) {
            if (api.path("auth_type").asText("APP").equals("APP")) {
                apis.add(api);
            }
        }
        if (apis.isEmpty()) {
            throw new ModelArtsRequestException(
                    "The service with " + service
                            + " has no API for application authentication: turn it on, with modelarts:enableAppAuth for example");
        } else if (apis.size() > 1) {
            String ids = apis.stream().map(api -> api.path(API_ID).asText()).collect(Collectors.joining(", "));
            throw new ModelArtsRequestException("The service with " + service + " has " + apis.size()
                    + " APIs for application authentication, " + Printable.of(ids, 300)
                    + ": say which one is meant, with api_id in the body where an operation works on it, with address"
                    + " for a prediction");
        }
        return apis.get(0);
    }

    private CompletionStage<Map<String, String>> withAppAuthApi(
            ManagementCall.Shape shape, Map<String, String> variables) {
        if (!shape.path().contains("{" + API_ID + "}") || variables.containsKey(API_ID)) {
            return CompletableFuture.completedFuture(variables);
        }
        return appAuthApi(ServiceReference.id(variables.getOrDefault(SERVICE_ID, "")))
                .thenApply(api -> {
                    variables.put(API_ID, segment(API_ID, api.path(API_ID).asText("")));
                    return variables;
                });
    }

    /** Those of the path that stand in the input, which they are taken out of. */
    private static Map<String, String> variables(ManagementCall.Shape shape, ObjectNode rest) {
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

    private static void requireVariables(
            ManagementCall call, ManagementCall.Shape shape, Map<String, String> variables) {
        Matcher variable = VARIABLE.matcher(shape.path());
        while (variable.find()) {
            if (!variables.containsKey(variable.group(1))) {
                throw new ModelArtsRequestException(
                        call.name() + " needs the field " + variable.group(1) + " in the body");
            }
        }
    }

    /** A filter that the API does not know would be ignored, and everything found. */
    private static void requireDocumented(ManagementCall call, ManagementCall.Shape shape, ObjectNode filters) {
        Iterator<String> names = filters.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!shape.filters().contains(name)) {
                throw new ModelArtsRequestException(
                        Printable.of(name, 40) + " is no filter of " + call.name() + "; known are " + known(shape));
            }
            if (filters.path(name).isContainerNode()) {
                throw new ModelArtsRequestException("The filter " + name + " of " + call.name()
                        + " is a text or a number, not an object or a list");
            }
        }
    }

    /** All that the body may hold. */
    private static Set<String> known(ManagementCall.Shape shape) {
        Set<String> names = new TreeSet<>(shape.filters());
        VARIABLE.matcher(shape.path().replace("{" + SERVICE_ID + "}", ""))
                .results()
                .forEach(variable -> names.add(variable.group(1)));
        return names;
    }

    private CompletionStage<ManagementAnswer> send(
            ManagementCall.Shape shape, Map<String, String> variables, ObjectNode rest) {
        ManagementCall.Listing listing = shape.listing();
        return project.get().thenCompose(projectId -> {
            String path = generation.path() + encoded(projectId) + filled(shape.path(), variables);
            return listing == null
                    ? once(shape, path, variables, projectId, rest)
                    : new Pages(listing, filters -> once(shape, path, variables, projectId, filters), timeout)
                            .read(rest);
        });
    }

    private CompletionStage<ManagementAnswer> once(
            ManagementCall.Shape shape, String path, Map<String, String> variables, String projectId, ObjectNode rest) {
        boolean asked = shape.method().equals("GET");
        ServiceAddress address = endpoint.resolve(asked ? path + query(rest) : path);
        Body body = asked ? Body.NONE : body(shape, variables, rest);
        Headers headers = Headers.NONE.with("X-Project-Id", projectId);
        return transport
                .send(new ServiceRequest(shape.method(), address.uri(), headers, body))
                .thenApply(answer -> read(answer, variables.get(SERVICE_ID)));
    }

    private ManagementAnswer read(ServiceResponse answer, @Nullable String serviceId) {
        JsonNode content = Json.readObject(answer, "The management API");
        String id = content.path(generation.id()).asText("");
        String status = content.path("status").asText("");
        return new ManagementAnswer(
                content,
                serviceId == null && !id.isEmpty() ? Printable.of(id, 128) : serviceId,
                status.isEmpty() ? null : Printable.of(status, 40),
                answer);
    }

    private static Body body(ManagementCall.Shape shape, Map<String, String> variables, ObjectNode rest) {
        if (!shape.body().isEmpty()) {
            return Json.body(filled(shape.body(), variables));
        }
        return rest.isEmpty() && shape.method().equals("DELETE") ? Body.NONE : Json.body(rest.toString());
    }

    /** With what the variables stand for, none of which can end a segment or a JSON text. */
    private static String filled(String template, Map<String, String> variables) {
        return VARIABLE.matcher(template)
                .replaceAll(
                        variable -> Matcher.quoteReplacement(encoded(variables.getOrDefault(variable.group(1), ""))));
    }

    private static String query(ObjectNode filters) {
        String query = filters.properties().stream()
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
