package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.Printable;

/**
 * Calls ModelArts' management API in one region and project. Never blocks. Thread-safe. An error response fails a call with the exception
 * that the sender makes of it.
 */
public final class ManagementApi {

    private static final String API_ID = "api_id";

    private final Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender;
    private final ServiceAddress endpoint;
    private final Generation generation;
    private final Supplier<CompletionStage<String>> project;
    private final Duration timeout;

    /**
     * Creates the API of one region and project.
     *
     * @param sender authenticates and sends requests, and fails for an error response
     * @param project supplies the project's id, which may have to be looked up
     * @param timeout the time limit for all pages of a list
     */
    public ManagementApi(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender,
            ServiceAddress endpoint,
            ApiVersion version,
            Supplier<CompletionStage<String>> project,
            Duration timeout) {
        this.sender = sender;
        this.endpoint = endpoint;
        this.generation = Generation.of(version);
        this.project = project;
        this.timeout = timeout;
    }

    /** The same API for a fetch; its requests are cancelled when the fetch is given up. */
    ManagementApi within(Fetch fetch) {
        return new ManagementApi(fetch.over(sender), endpoint, generation.version(), project, timeout);
    }

    Generation generation() {
        return generation;
    }

    /**
     * Calls an operation. A list operation reads all pages.
     *
     * @param service the service of the operation; null for operations without a service
     * @param input filters, or the object to send; not modified
     * @return fails with a {@link ModelArtsRequestException} if the operation does not accept the input
     */
    public CompletionStage<ManagementResponse> call(
            ManagementOperation operation, @Nullable ServiceReference service, ObjectNode input) {
        try {
            ManagementRequest request = ManagementRequest.of(operation, generation, input);
            if (!operation.concernsService()) {
                return send(request);
            }
            return id(operation.required(service))
                    .thenApply(request::about)
                    .thenCompose(this::withAppAuthApi)
                    .thenCompose(this::send);
        } catch (ModelArtsRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The id of a service. It is looked up if only the name is given. */
    CompletionStage<String> id(ServiceReference service) {
        if (!service.byName()) {
            return CompletableFuture.completedFuture(service.value());
        }
        return named(service)
                .thenApply(
                        found -> ServiceReference.id(found.path(generation.id()).asText())
                                .value());
    }

    /** The entry of a service in the list of services. */
    private CompletionStage<JsonNode> named(ServiceReference service) {
        ObjectNode filter = Json.object().put(generation.name(), service.value());
        return call(ManagementOperation.of(ModelArtsOperation.listServices), null, filter)
                .thenApply(response -> single(service, response.content()));
    }

    /** The state of a service, by one request: the list of services has the states too. */
    public CompletionStage<ServiceStatus> status(ServiceReference service) {
        return (service.byName() ? named(service) : describe(service))
                .thenApply(found -> ServiceState.of(found, generation).summary());
    }

    /** The details of a service. */
    CompletionStage<JsonNode> describe(ServiceReference service) {
        return call(ManagementOperation.of(ModelArtsOperation.describeService), service, Json.object())
                .thenApply(ManagementResponse::content);
    }

    /** The service's only API for application authentication; fails if there are none or several. */
    CompletionStage<JsonNode> appAuthApi(ServiceReference service) {
        return call(ManagementOperation.of(ModelArtsOperation.listAppAuthApis), service, Json.object())
                .thenApply(response -> singleApi(service, response.content()));
    }

    /** Selects the service with exactly this name, because the filter also matches parts of names. */
    private JsonNode single(ServiceReference service, JsonNode list) {
        ManagementOperation.Listing listing = listing();
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode entry : list.path(listing.items())) {
            if (entry.path(generation.name()).asText().equals(service.value())) {
                named.add(entry);
            }
        }
        if (named.isEmpty()) {
            throw new ModelArtsRequestException("There is no service with " + service
                    + " in this project: check the name, region, projectId and apiVersion; modelarts:listServices lists"
                    + " the existing services. A service in another workspace can only be found by serviceId");
        }
        if (named.size() > 1) {
            String ids = named.stream()
                    .map(entry -> entry.path(generation.id()).asText())
                    .collect(Collectors.joining(", "));
            throw new ModelArtsRequestException("There are " + named.size() + " services with " + service
                    + ": select one with serviceId: " + Printable.of(ids, 300));
        }
        return named.get(0);
    }

    private ManagementOperation.Listing listing() {
        ManagementOperation.Listing listing = ManagementOperation.of(ModelArtsOperation.listServices)
                .in(generation.version())
                .listing();
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
                            + " has no API for application authentication: enable it, for example with modelarts:enableAppAuth");
        } else if (apis.size() > 1) {
            String ids = apis.stream().map(api -> api.path(API_ID).asText()).collect(Collectors.joining(", "));
            throw new ModelArtsRequestException("The service with " + service + " has " + apis.size()
                    + " APIs for application authentication, " + Printable.of(ids, 300)
                    + ": select one, with api_id in the body of an operation, or with address for a prediction");
        }
        return apis.get(0);
    }

    private CompletionStage<ManagementRequest> withAppAuthApi(ManagementRequest request) {
        return request.lacksAppAuthApi()
                ? appAuthApi(ServiceReference.id(request.serviceId()))
                        .thenApply(api -> request.with(API_ID, api.path(API_ID).asText("")))
                : CompletableFuture.completedFuture(request);
    }

    private CompletionStage<ManagementResponse> send(ManagementRequest request) {
        request.requireComplete();
        ManagementOperation.Listing listing = request.listing();
        return project.get()
                .thenCompose(projectId -> listing == null
                        ? once(request, projectId)
                        : new Pages(listing, filters -> once(request.filtered(filters), projectId), timeout)
                                .read(request.input()));
    }

    private CompletionStage<ManagementResponse> once(ManagementRequest request, String projectId) {
        return sender.apply(request.to(endpoint, projectId)).thenApply(response -> read(response, request.serviceId()));
    }

    private ManagementResponse read(ServiceResponse response, String serviceId) {
        JsonNode content = Json.readObject(response, "The management API");
        String id = content.path(generation.id()).asText("");
        String status = content.path("status").asText("");
        return new ManagementResponse(
                content,
                serviceId.isEmpty() ? (id.isEmpty() ? null : Printable.of(id, 128)) : serviceId,
                status.isEmpty() ? null : Printable.of(status, 40),
                response);
    }
}
