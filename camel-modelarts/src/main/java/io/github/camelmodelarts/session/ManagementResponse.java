package io.github.camelmodelarts.session;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceResponse;

/**
 * What an operation of the management API brought.
 *
 * @param content a JSON object; may hold secrets of applications
 * @param serviceId its id, where it was named or was made; or null
 * @param status the state of the service, where the answer says it; or null
 * @param response the last answer
 */
public record ManagementResponse(
        JsonNode content,
        @Nullable String serviceId,
        @Nullable String status,
        ServiceResponse response) {

    /** Without the content. */
    @Override
    public String toString() {
        return "ManagementResponse[" + serviceId + ", " + status + "]";
    }
}
