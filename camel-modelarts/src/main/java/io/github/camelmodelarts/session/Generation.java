package io.github.camelmodelarts.session;

import io.github.camelmodelarts.api.ApiVersion;

/**
 * The path segment and the field names of one generation of the management API.
 *
 * @param path the first segment of each path
 * @param id the field and filter with a service's id
 * @param name the field and filter with a service's name
 * @param reason the field with the reason why a service does not run
 */
record Generation(ApiVersion version, String path, String id, String name, String reason) {

    private static final Generation V1 =
            new Generation(ApiVersion.v1, "/v1/", "service_id", "service_name", "error_msg");
    private static final Generation V2 = new Generation(ApiVersion.v2, "/v2/", "id", "name", "failure_reason");

    static Generation of(ApiVersion version) {
        return version == ApiVersion.v1 ? V1 : V2;
    }
}
