package io.github.camelmodelarts.local.management;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/** The parts that operations of both generations share. */
final class SharedOperations {

    private SharedOperations() {}

    /** The service with an id in the request's project. */
    static Deployment service(Catalogue catalogue, RestRequest request, String id) throws RestException {
        for (Deployment service : catalogue.all()) {
            if (service.id().equals(id) && service.project().equals(request.variable("project"))) {
                return service;
            }
        }
        throw ManagementErrors.noSuchService(id);
    }

    static JsonNode object(RestRequest request) throws RestException {
        if (!request.json().isObject()) {
            throw ManagementErrors.notJson();
        }
        return request.json();
    }

    /** The name of the new service. */
    static String name(JsonNode body, String field) throws RestException {
        String name = body.path(field).asText();
        if (name.isEmpty() || name.length() > 64) {
            throw ManagementErrors.invalid(field);
        }
        return name;
    }

    /** Adds the service that the request's body describes; it is not started. */
    static Deployment deploy(
            Catalogue catalogue,
            ManagementApi settings,
            RestRequest request,
            String name,
            String inferType,
            String modelId)
            throws RestException {
        Deployment service = add(catalogue, request, name, model(catalogue, settings, modelId));
        service.startTakes(settings.startTime());
        service.describe(said -> said.ofType(inferType).with(request.json()));
        return service;
    }

    /**
     * The model with an id: the one that was set for it, or the model of the service that shows this id, or the model for
     * unknown ids.
     */
    static Model model(Catalogue catalogue, ManagementApi settings, String modelId) {
        Model set = settings.modelOf(modelId);
        if (set != null) {
            return set;
        }
        for (Deployment service : catalogue.all()) {
            Model shown = service.description().hasModel(modelId) ? catalogue.modelOf(service) : null;
            if (shown != null) {
                return shown;
            }
        }
        return settings.unknownModel();
    }

    /** Runs for one request at a time, so that no two services get the same name. */
    private static Deployment add(Catalogue catalogue, RestRequest request, String name, Model model)
            throws RestException {
        synchronized (catalogue) {
            String project = request.variable("project");
            for (Deployment service : catalogue.all()) {
                if (service.name().equals(name) && service.project().equals(project)) {
                    throw ManagementErrors.nameTaken(name);
                }
            }
            return catalogue.deploy(name, project, model);
        }
    }

    /** Changes the description of a service as in the request's body. */
    static void update(Deployment service, JsonNode body) {
        service.describe(said -> said.with(body));
        service.journal().updated(service.lifecycle().now());
    }

    /** Removes all services with these ids, or none of them if one does not exist. */
    static List<Deployment> remove(Catalogue catalogue, RestRequest request, List<String> ids) throws RestException {
        List<Deployment> doomed = new ArrayList<>();
        for (String id : ids) {
            doomed.add(service(catalogue, request, id));
        }
        doomed.forEach(service -> {
            catalogue.remove(service);
            service.lifecycle().removed();
        });
        return doomed;
    }

    /** The requested events. */
    static List<Journal.Event> events(Deployment service, RestRequest request) {
        String type = request.query("event_type");
        return service.journal().events().stream()
                .filter(event -> type == null || event.type().equals(type))
                .toList();
    }

    /** Starts or stops a service. */
    static void change(Deployment service, String status) throws RestException {
        boolean start = status.equals("running");
        if (!start && !status.equals("stopped")) {
            throw ManagementErrors.invalid("status");
        }
        ServiceState before = service.state();
        if (!(start ? service.start() : service.stop())) {
            throw ManagementErrors.notInThisState(before);
        }
    }
}
