package io.github.camelmodelarts.local.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * The services of the second generation: {@code /v2/{project_id}/services}. Inferred: the error codes, which are those
 * of the first generation, the body of a deployment except its name, and empty objects as responses to start, stop and
 * update.
 */
final class ServicesV2 {

    private static final String SERVICES = "/v2/{project}/services";
    private static final String SERVICE = SERVICES + "/{service}";

    private final Catalogue catalogue;
    private final ManagementApi settings;

    ServicesV2(Catalogue catalogue, ManagementApi settings) {
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /**
     * Adds the operations. Must be called after operations with paths that look like the path of a service are added.
     */
    void addTo(OperationTable operations) {
        operations
                .on("GET", SERVICES, this::list)
                .on("POST", SERVICES, this::deploy)
                .on("POST", SERVICES + "/delete", this::delete)
                .on("GET", SERVICE, request -> RestAnswer.json(JsonV2.detail(service(request), request.origin())))
                .on("PUT", SERVICE, this::update)
                .on("POST", SERVICE + "/start", request -> change(request, "running"))
                .on("POST", SERVICE + "/stop", request -> change(request, "stopped"))
                .on("GET", SERVICE + "/events", this::events);
    }

    /** Batch services are only in the first generation. */
    private Deployment service(RestRequest request) throws RestException {
        Deployment service = SharedOperations.service(catalogue, request, request.variable("service"));
        if (service.description().isBatch()) {
            throw ManagementErrors.noSuchService(service.id());
        }
        return service;
    }

    private RestAnswer list(RestRequest request) throws RestException {
        List<Deployment> all = catalogue.all().stream()
                .filter(service -> !service.description().isBatch())
                .toList();
        List<Deployment> found =
                Selection.of(all, request, request.query("sort_key", "create_at"), request.query("sort_dir", "desc"));
        Map<String, Object> page = PageV2.of(found, request, JsonV2::summary);
        settings.pageWasRead();
        return RestAnswer.json(page);
    }

    private RestAnswer deploy(RestRequest request) throws RestException {
        String name = SharedOperations.name(SharedOperations.object(request), "name");
        Deployment service = SharedOperations.deploy(catalogue, settings, request, name, Description.REAL_TIME, name);
        service.start();
        return RestAnswer.json(Map.of("id", service.id()));
    }

    private RestAnswer update(RestRequest request) throws RestException {
        SharedOperations.update(service(request), SharedOperations.object(request));
        return RestAnswer.json(Map.of());
    }

    private RestAnswer change(RestRequest request, String status) throws RestException {
        SharedOperations.change(service(request), status);
        return RestAnswer.json(Map.of());
    }

    private RestAnswer delete(RestRequest request) throws RestException {
        JsonNode ids = SharedOperations.object(request).path("service_ids");
        if (!ids.isArray()) {
            throw ManagementErrors.invalid("service_ids");
        }
        List<String> wanted = new ArrayList<>();
        ids.forEach(id -> wanted.add(id.asText()));
        List<Deployment> doomed = SharedOperations.remove(catalogue, request, wanted);
        return RestAnswer.json(Map.of(
                "service_responses",
                doomed.stream().map(service -> Map.of("id", service.id())).toList()));
    }

    private RestAnswer events(RestRequest request) throws RestException {
        List<Journal.Event> found = SharedOperations.events(service(request), request);
        return RestAnswer.json(PageV2.of(found, request, JsonV2::event));
    }
}
