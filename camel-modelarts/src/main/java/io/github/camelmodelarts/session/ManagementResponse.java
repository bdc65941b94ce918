package io.github.camelmodelarts.session;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceResponse;

/**
 * The result of an operation of the management API.
 *
 * @param content a JSON object; may contain secrets of applications
 * @param serviceId the id of the service that the operation used or created; or null
 * @param status the state of the service, if the response contains it; or null
 * @param response the last response
 */
public record ManagementResponse(
        JsonNode content,
        @Nullable String serviceId,
        @Nullable String status,
        ServiceResponse response) {

    /** Leaves the content out. */
    @Override
    public String toString() {
        return "ManagementResponse[" + serviceId + ", " + status + "]";
    }
}
