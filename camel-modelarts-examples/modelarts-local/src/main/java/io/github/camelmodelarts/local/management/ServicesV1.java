package io.github.camelmodelarts.local.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.batch.BatchConfig;
import io.github.camelmodelarts.local.batch.BatchRunner;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/** The services of the first generation: {@code /v1/{project_id}/services}. */
final class ServicesV1 {

    private static final String SERVICES = "/v1/{project}/services";
    private static final String SERVICE = SERVICES + "/{service}";
    private static final int PAGE = 1_000;

    private final Catalogue catalogue;
    private final ManagementApi settings;
    private final BatchRunner batches;

    ServicesV1(Catalogue catalogue, ManagementApi settings, BatchRunner batches) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.batches = batches;
    }

    /** Adds the operations. */
    void addTo(OperationTable operations) {
        operations
                .on("GET", SERVICES, this::list)
                .on("POST", SERVICES, this::deploy)
                .on("GET", SERVICE, request -> RestAnswer.json(JsonV1.detail(service(request), request.origin())))
                .on("PUT", SERVICE, this::update)
                .on("DELETE", SERVICE, this::delete)
                .on("GET", SERVICE + "/monitor", request -> RestAnswer.json(JsonV1.monitor(service(request))))
                .on("GET", SERVICE + "/logs", request -> RestAnswer.json(JsonV1.logs(service(request))))
                .on("GET", SERVICE + "/events", this::events);
    }

    private Deployment service(RestRequest request) throws RestException {
        return SharedOperations.service(catalogue, request, request.variable("service"));
    }

    private RestAnswer list(RestRequest request) {
        List<Deployment> found = Selection.of(
                catalogue.all(), request, request.query("sort_by", "publish_at"), request.query("order", "desc"));
        int limit = request.number("limit", PAGE, 1, Integer.MAX_VALUE);
        int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
        long skipped = settings.countsPages() ? (long) offset * limit : offset;
        List<Map<String, Object>> page =
                found.stream().skip(skipped).limit(limit).map(JsonV1::summary).toList();
        settings.pageWasRead();
        return RestAnswer.json(JsonV1.page("services", page, found.size()));
    }

    private RestAnswer deploy(RestRequest request) throws RestException {
        JsonNode body = SharedOperations.object(request);
        String name = SharedOperations.name(body, "service_name");
        JsonNode model = body.at("/config/0/model_id");
        if (!body.path("infer_type").isTextual()) {
            throw ManagementErrors.invalid("infer_type");
        }
        if (!model.isTextual()) {
            throw ManagementErrors.invalid("config");
        }
        String type = body.path("infer_type").asText();
        boolean batch = type.equals(Description.BATCH);
        if (batch) {
            BatchConfig.of(body.at("/config/0"));
        }
        Deployment service = SharedOperations.deploy(catalogue, settings, request, name, type, model.textValue());
        if (batch) {
            service.lifecycle()
                    .work(new BatchJob(service, batches, id -> SharedOperations.model(catalogue, settings, id)));
        }
        service.start();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("service_id", service.id());
        answer.put("resource_ids", List.of(service.id()));
        return RestAnswer.json(answer);
    }

    /** "status and config exclude each other; status wins." */
    private RestAnswer update(RestRequest request) throws RestException {
        Deployment service = service(request);
        JsonNode body = SharedOperations.object(request);
        JsonNode status = body.path("status");
        if (status.isMissingNode()) {
            if (service.description().isBatch() && body.has("config")) {
                BatchConfig.of(body.at("/config/0"));
            }
            SharedOperations.update(service, body);
        } else {
            SharedOperations.change(service, status.asText());
        }
        return RestAnswer.json(Map.of());
    }

    private RestAnswer delete(RestRequest request) throws RestException {
        SharedOperations.remove(
                catalogue, request, List.of(request.variable("service").split(",", -1)));
        return RestAnswer.json(Map.of());
    }

    private RestAnswer events(RestRequest request) throws RestException {
        Deployment service = service(request);
        int limit = request.number("limit", PAGE, 1, Integer.MAX_VALUE);
        int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
        List<Map<String, Object>> found = SharedOperations.events(service, request).stream()
                .map(JsonV1::event)
                .toList();
        Map<String, Object> answer = JsonV1.head(service);
        answer.putAll(
                JsonV1.page("events", found.stream().skip(offset).limit(limit).toList(), found.size()));
        return RestAnswer.json(answer);
    }
}
