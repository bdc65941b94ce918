package io.github.camelmodelarts.exchange;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.HttpMethod;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.client.RequestDraft;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.exchange.body.BodyMapper;

/** Maps an exchange to a request. Thread-safe. */
public final class RequestMapper {

    private final TargetMapper targets;
    private final HttpMethod method;
    private final BodyMapper bodies;
    private final ForwardedHeaders forwarded;

    public RequestMapper(TargetMapper targets, HttpMethod method, BodyMapper bodies, ForwardedHeaders forwarded) {
        this.targets = targets;
        this.method = method;
        this.bodies = bodies;
        this.forwarded = forwarded;
    }

    /**
     * Returns the request for this exchange, not yet authenticated.
     *
     * @throws io.github.camelmodelarts.api.ModelArtsRequestException if the exchange can't be sent as it is
     */
    public RequestDraft of(Exchange exchange) {
        Message message = exchange.getMessage();
        Target target = targets.of(message);
        Headers headers = forwarded.of(message);
        String accept = message.getHeader(ModelArtsConstants.ACCEPT, String.class);
        if (accept != null) {
            headers = headers.with(ModelArtsConstants.ACCEPT, accept);
        }
        Body body = method.carriesBody() ? bodies.of(exchange) : Body.NONE;
        return new RequestDraft(target, method.name(), headers, body);
    }

    /**
     * Returns a request to the configured service with the body that {@link BodyMapper#ofValue} makes of a value.
     *
     * @throws io.github.camelmodelarts.api.ModelArtsRequestException if the value can't be sent as it is
     */
    public RequestDraft ofValue(Object value) {
        return of(method.carriesBody() ? bodies.ofValue(value) : Body.NONE);
    }

    /** Returns a request to the configured service. */
    public RequestDraft of(Body body) {
        return new RequestDraft(targets.target(), method.name(), Headers.NONE, body);
    }
}
