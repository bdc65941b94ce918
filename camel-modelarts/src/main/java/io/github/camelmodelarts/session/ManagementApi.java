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
 * ModelArts' management API in one region and project. Never blocks, and is thread-safe; failed answers are the exceptions that the
 * sender makes of them.
 */
public final class ManagementApi {

    private static final String API_ID = "api_id";

    private final Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender;
    private final ServiceAddress endpoint;
    private final Generation generation;
    private final Supplier<CompletionStage<String>> project;
    private final Duration timeout;

    /**
     * The API.
     *
     * @param sender sends requests with a proof of who is calling, and fails where the answer is a failure
     * @param project the project's id, which may have to be looked up
     * @param timeout how long the pages of a list may take
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

    /** The same for a fetch, whose requests end with it. */
    ManagementApi within(Fetch fetch) {
        return new ManagementApi(fetch.over(sender), endpoint, generation.version(), project, timeout);
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

    /** The id of a service; looked up where it is named. */
    CompletionStage<String> id(ServiceReference service) {
        if (!service.byName()) {
            return CompletableFuture.completedFuture(service.value());
        }
        ObjectNode filter = Json.object().put(generation.name(), service.value());
        return call(ManagementOperation.of(ModelArtsOperation.listServices), null, filter)
                .thenApply(response -> single(service, response.content()));
    }

    /** All about a service. */
    CompletionStage<JsonNode> describe(ServiceReference service) {
        return call(ManagementOperation.of(ModelArtsOperation.describeService), service, Json.object())
                .thenApply(ManagementResponse::content);
    }

    /** The service's API for application authentication. */
    CompletionStage<JsonNode> appAuthApi(ServiceReference service) {
        return call(ManagementOperation.of(ModelArtsOperation.listAppAuthApis), service, Json.object())
                .thenApply(response -> singleApi(service, response.content()));
    }

    /** The filter takes parts of names, too. */
    private String single(ServiceReference service, JsonNode list) {
        ManagementOperation.Listing listing = listing();
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
