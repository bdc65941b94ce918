package io.github.camelmodelarts.local.management;

import io.github.camelmodelarts.local.rest.RestException;

/**
 * The errors of the management API. Statuses and codes of 3502, 3503, 3519 and 4105: ModelArts, "Error Codes".
 * Inferred: 3519 for a state that does not allow a change, 4200 for an invalid field, and all texts.
 */
final class ManagementErrors {

    private ManagementErrors() {}

    static RestException noSuchService(String id) {
        return new RestException(404, "ModelArts.3502", "Service " + id + " does not exist.");
    }

    static RestException nameTaken(String name) {
        return new RestException(409, "ModelArts.3503", "Service name " + name + " already exists.");
    }

    static RestException notInThisState(ServiceState state) {
        return new RestException(
                400, "ModelArts.3519", "The operation is not allowed when the service is " + state.inV1() + ".");
    }

    /** 400 ModelArts.4200: a field or parameter is invalid. */
    static RestException invalid(String field) {
        return new RestException(400, "ModelArts.4200", "Parameter " + field + " is invalid.");
    }

    static RestException notJson() {
        return new RestException(400, "ModelArts.4105", "The request body is not a JSON object.");
    }

    static RestException noAppAuth() {
        return new RestException(404, "ModelArts.4901", "The API for application authentication does not exist.");
    }
}
