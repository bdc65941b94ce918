package io.github.camelmodelarts;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;

/** Makes a request of an exchange. Thread-safe. */
final class RequestMapper {

    private final Targets targets;
    private final HttpMethod method;
    private final BodyMapper bodies;
    private final ForwardedHeaders forwarded;

    RequestMapper(Targets targets, HttpMethod method, BodyMapper bodies, ForwardedHeaders forwarded) {
        this.targets = targets;
        this.method = method;
        this.bodies = bodies;
        this.forwarded = forwarded;
    }

    /**
     * What this exchange asks for, unsigned.
     *
     * @throws io.github.camelmodelarts.api.ModelArtsRequestException if it can't be sent as it is
     */
    Draft of(Exchange exchange) {
        Message message = exchange.getMessage();
        Target target = targets.of(message);
        Headers headers = forwarded.of(message);
        String accept = message.getHeader(ModelArtsConstants.ACCEPT, String.class);
        if (accept != null) {
            headers = headers.with(ModelArtsConstants.ACCEPT, accept);
        }
        Body body = method.carriesBody() ? bodies.of(exchange) : Body.NONE;
        return new Draft(target, method.name(), headers, body);
    }

    /** A request to the configured service. */
    Draft of(Body body) {
        return new Draft(targets.target(), method.name(), Headers.NONE, body);
    }

    /** A request whose address may not be known yet. */
    record Draft(Target target, String method, Headers headers, Body body) {

        /** The request to an address that is complete. */
        ServiceRequest to(ServiceAddress address) {
            return new ServiceRequest(method, address.uri(), headers, body);
        }
    }
}
