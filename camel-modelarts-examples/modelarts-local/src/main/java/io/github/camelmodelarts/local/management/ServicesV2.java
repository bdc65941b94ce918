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
 * The services of the second generation: {@code /v2/{project_id}/services}. Inferred: that errors have the first generation's
 * codes, the body of a deployment beyond its name, and empty objects as answers to start, stop and update.
 */
public final class ServicesV2 {

    private static final String SERVICES = "/v2/{project}/services";
    private static final String SERVICE = SERVICES + "/{service}";

    private final Catalogue catalogue;
    private final Runnable afterEachPage;

    /**
     * The operations over a catalogue.
     *
     * @param afterEachPage done when a page has been put together
     */
    public ServicesV2(Catalogue catalogue, Runnable afterEachPage) {
        this.catalogue = catalogue;
        this.afterEachPage = afterEachPage;
    }

    /** Adds the operations; after those of paths that look like a service's. */
    public void addTo(OperationTable operations) {
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

    private Deployment service(RestRequest request) throws RestException {
        return Lookup.service(catalogue, request, request.variable("service"));
    }

    private RestAnswer list(RestRequest request) throws RestException {
        List<Deployment> found = Selection.of(
                catalogue.all(), request, request.query("sort_key", "create_at"), request.query("sort_dir", "desc"));
        Map<String, Object> page = PageV2.of(found, request, JsonV2::summary);
        afterEachPage.run();
        return RestAnswer.json(page);
    }

    private RestAnswer deploy(RestRequest request) throws RestException {
        JsonNode body = Lookup.object(request);
        String name = body.path("name").asText();
        if (name.isEmpty() || name.length() > 64) {
            throw Refusal.invalid("name");
        }
        Deployment service = Lookup.deploy(catalogue, request, name, name);
        service.describe(said -> said.with(body));
        service.start();
        return RestAnswer.json(Map.of("id", service.id()));
    }

    private RestAnswer update(RestRequest request) throws RestException {
        Deployment service = service(request);
        JsonNode body = Lookup.object(request);
        service.describe(said -> said.with(body));
        service.journal().updated(service.lifecycle().now());
        return RestAnswer.json(Map.of());
    }

    private RestAnswer change(RestRequest request, String status) throws RestException {
        Lookup.change(service(request), status);
        return RestAnswer.json(Map.of());
    }

    private RestAnswer delete(RestRequest request) throws RestException {
        JsonNode ids = Lookup.object(request).path("service_ids");
        if (!ids.isArray()) {
            throw Refusal.invalid("service_ids");
        }
        List<Deployment> doomed = new ArrayList<>();
        for (JsonNode id : ids) {
            doomed.add(Lookup.service(catalogue, request, id.asText()));
        }
        doomed.forEach(catalogue::remove);
        return RestAnswer.json(Map.of(
                "service_responses",
                doomed.stream().map(service -> Map.of("id", service.id())).toList()));
    }

    private RestAnswer events(RestRequest request) throws RestException {
        String type = request.query("event_type");
        List<Journal.Event> found = service(request).journal().events().stream()
                .filter(event -> type == null || event.type().equals(type))
                .toList();
        return RestAnswer.json(PageV2.of(found, request, JsonV2::event));
    }
}
