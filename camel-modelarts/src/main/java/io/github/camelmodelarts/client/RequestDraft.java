package io.github.camelmodelarts.client;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * A request whose address is possibly not known yet.
 *
 * @param target the destination
 * @param method the HTTP method
 * @param headers the headers without those of the body and of the authentication
 * @param body the body
 */
public record RequestDraft(Target target, String method, Headers headers, Body body) {

    /** The request to a complete address. */
    ServiceRequest to(ServiceAddress address) {
        return new ServiceRequest(method, address.uri(), headers, body);
    }
}
