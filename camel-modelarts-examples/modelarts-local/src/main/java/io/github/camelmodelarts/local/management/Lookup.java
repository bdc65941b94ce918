package io.github.camelmodelarts.local.management;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/** What operations of both generations need of a request. */
final class Lookup {

    private Lookup() {}

    /** The service of an id in the request's project. */
    static Deployment service(Catalogue catalogue, RestRequest request, String id) throws RestException {
        for (Deployment service : catalogue.all()) {
            if (service.id().equals(id) && service.project().equals(request.variable("project"))) {
                return service;
            }
        }
        throw Refusal.noSuchService(id);
    }

    static JsonNode object(RestRequest request) throws RestException {
        if (!request.json().isObject()) {
            throw Refusal.notJson();
        }
        return request.json();
    }

    /** One request at a time, so that no two get the same name. */
    static Deployment deploy(Catalogue catalogue, RestRequest request, String name, String modelId)
            throws RestException {
        synchronized (catalogue) {
            String project = request.variable("project");
            for (Deployment service : catalogue.all()) {
                if (service.name().equals(name) && service.project().equals(project)) {
                    throw Refusal.nameTaken(name);
                }
            }
            return catalogue.deploy(name, project, modelId);
        }
    }

    /** Starts or stops. */
    static void change(Deployment service, String status) throws RestException {
        boolean start = status.equals("running");
        if (!start && !status.equals("stopped")) {
            throw Refusal.invalid("status");
        }
        ServiceState before = service.state();
        if (!(start ? service.start() : service.stop())) {
            throw Refusal.notInThisState(before);
        }
    }
}
