package io.github.camelmodelarts.client;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * A request whose address may not be known yet.
 *
 * @param target where it goes
 * @param method the HTTP method
 * @param headers what is sent beside the body's own headers and the proof
 * @param body what is sent
 */
public record RequestDraft(Target target, String method, Headers headers, Body body) {

    /** The request to an address that is complete. */
    ServiceRequest to(ServiceAddress address) {
        return new ServiceRequest(method, address.uri(), headers, body);
    }
}
