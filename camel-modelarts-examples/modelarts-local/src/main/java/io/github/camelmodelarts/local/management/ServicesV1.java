package io.github.camelmodelarts.local.management;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/** The services of the first generation: {@code /v1/{project_id}/services}. */
public final class ServicesV1 {

    private static final String SERVICES = "/v1/{project}/services";
    private static final String SERVICE = SERVICES + "/{service}";
    private static final int PAGE = 1_000;

    private final Catalogue catalogue;
    private final BooleanSupplier offsetCountsPages;
    private final Runnable afterEachPage;

    /**
     * The operations over a catalogue.
     *
     * @param offsetCountsPages whether {@code offset} is the number of a page and not of a service
     * @param afterEachPage done when a page has been put together
     */
    public ServicesV1(Catalogue catalogue, BooleanSupplier offsetCountsPages, Runnable afterEachPage) {
        this.catalogue = catalogue;
        this.offsetCountsPages = offsetCountsPages;
        this.afterEachPage = afterEachPage;
    }

    /** Adds the operations. */
    public void addTo(OperationTable operations) {
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
        return Lookup.service(catalogue, request, request.variable("service"));
    }

    private RestAnswer list(RestRequest request) {
        List<Deployment> found = Selection.of(
                catalogue.all(), request, request.query("sort_by", "publish_at"), request.query("order", "desc"));
        int limit = request.number("limit", PAGE, 1, Integer.MAX_VALUE);
        int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
        long skipped = offsetCountsPages.getAsBoolean() ? (long) offset * limit : offset;
        List<Map<String, Object>> page =
                found.stream().skip(skipped).limit(limit).map(JsonV1::summary).toList();
        afterEachPage.run();
        return RestAnswer.json(JsonV1.page("services", page, found.size()));
    }

    private RestAnswer deploy(RestRequest request) throws RestException {
        JsonNode body = Lookup.object(request);
        String name = body.path("service_name").asText();
        JsonNode model = body.at("/config/0/model_id");
        if (name.isEmpty() || name.length() > 64) {
            throw Refusal.invalid("service_name");
        }
        if (!body.path("infer_type").isTextual()) {
            throw Refusal.invalid("infer_type");
        }
        if (!model.isTextual()) {
            throw Refusal.invalid("config");
        }
        Deployment service = Lookup.deploy(catalogue, request, name, model.textValue());
        service.describe(said -> said.with(body));
        service.start();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("service_id", service.id());
        answer.put("resource_ids", List.of(service.id()));
        return RestAnswer.json(answer);
    }

    /** "status and config exclude each other; status wins." */
    private RestAnswer update(RestRequest request) throws RestException {
        Deployment service = service(request);
        JsonNode body = Lookup.object(request);
        JsonNode status = body.path("status");
        if (status.isMissingNode()) {
            service.describe(said -> said.with(body));
            service.journal().updated(service.lifecycle().now());
        } else {
            Lookup.change(service, status.asText());
        }
        return RestAnswer.json(Map.of());
    }

    private RestAnswer delete(RestRequest request) throws RestException {
        List<Deployment> doomed = new ArrayList<>();
        for (String id : request.variable("service").split(",", -1)) {
            doomed.add(Lookup.service(catalogue, request, id));
        }
        doomed.forEach(catalogue::remove);
        return RestAnswer.json(Map.of());
    }

    private RestAnswer events(RestRequest request) throws RestException {
        Deployment service = service(request);
        int limit = request.number("limit", PAGE, 1, Integer.MAX_VALUE);
        int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
        String type = request.query("event_type");
        List<Map<String, Object>> found = service.journal().events().stream()
                .filter(event -> type == null || event.type().equals(type))
                .map(JsonV1::event)
                .toList();
        Map<String, Object> answer = JsonV1.head(service);
        answer.putAll(
                JsonV1.page("events", found.stream().skip(offset).limit(limit).toList(), found.size()));
        return RestAnswer.json(answer);
    }
}
