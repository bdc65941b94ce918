package io.github.camelmodelarts.telemetry;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.exchange.ListenedExchange;

/**
 * Names the spans of {@code modelarts} endpoints and sets their tags. Camel finds it by its service file. It sets no URI, because paths
 * contain ids of services and URIs can contain credentials, and no message of an exception, because a message can quote the service.
 */
public final class ModelArtsSpanDecorator extends AbstractSpanDecorator {

    /** The key of the service in the metadata of an endpoint. */
    private static final String SERVICE = "service";

    private static final String SCHEME = "modelarts";

    @Override
    public String getComponent() {
        return SCHEME;
    }

    @Override
    public String getComponentClassName() {
        return "io.github.camelmodelarts.ModelArtsComponent";
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        String service = service(endpoint);
        return SCHEME + " " + operation(endpoint) + (service == null ? "" : " " + service);
    }

    private static String operation(Endpoint endpoint) {
        return stripSchemeAndOptions(endpoint);
    }

    private static @Nullable String service(Endpoint endpoint) {
        Map<String, String> known =
                endpoint instanceof EndpointServiceLocation location ? location.getServiceMetadata() : null;
        return known == null ? null : known.get(SERVICE);
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        String operation = operation(endpoint);
        String service = service(endpoint);
        span.setComponent("camel-" + SCHEME);
        span.setTag(TagConstants.URL_SCHEME, SCHEME);
        span.setTag(TagConstants.URL_PATH, operation);
        span.setTag(TagConstants.EXCHANGE_ID, exchange.getExchangeId());
        span.setTag("camel.uri", SCHEME + ":" + operation);
        // spans of Camel have no kind; this tag is what OpenTracing had for it
        span.setTag("span.kind", "client");
        span.setTag("modelarts.operation", operation);
        if (service != null) {
            span.setTag(CallEvents.SERVICE, service);
        }
        ListenedExchange.listen(
                exchange, new CallEvents(span, exchange.getMessage().getBody()));
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        // a call that was refused, or an operation that is no prediction, has not taken it
        ListenedExchange.taken(exchange);
        Exception failure = exchange.getException();
        if (failure == null) {
            responded(span, exchange.getMessage());
        } else {
            failed(span, failure);
        }
        set(span, "modelarts.error.category", exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY));
        set(span, "gen_ai.usage.input_tokens", exchange.getProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY));
        set(span, "gen_ai.usage.output_tokens", exchange.getProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY));
        if (failure != null || exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY) != null) {
            span.setError(true);
        }
    }

    private static void responded(Span span, Message message) {
        set(span, TagConstants.HTTP_STATUS, message.getHeader(ModelArtsConstants.RESPONSE_CODE));
        set(span, CallEvents.ATTEMPTS, message.getHeader(ModelArtsConstants.ATTEMPTS));
        set(span, CallEvents.REQUEST_ID, message.getHeader(ModelArtsConstants.REQUEST_ID));
        set(span, CallEvents.ERROR_CODE, message.getHeader(ModelArtsConstants.ERROR_CODE));
    }

    private static void failed(Span span, Exception failure) {
        set(span, CallEvents.ERROR_TYPE, failure.getClass().getSimpleName());
        if (failure instanceof ModelArtsFailure known) {
            set(span, CallEvents.ATTEMPTS, known.getAttempts());
        }
        if (failure instanceof ModelArtsOperationFailedException rejected) {
            rejected(span, rejected.getStatusCode(), rejected.getErrorCode(), rejected.getRequestId());
        } else if (failure instanceof ModelArtsObsException rejected) {
            rejected(span, rejected.getStatusCode(), rejected.getErrorCode(), rejected.getRequestId());
        }
    }

    /** @param status 0 without a response */
    private static void rejected(Span span, int status, @Nullable String code, @Nullable String requestId) {
        set(span, TagConstants.HTTP_STATUS, status == 0 ? null : status);
        set(span, CallEvents.ERROR_CODE, code);
        set(span, CallEvents.REQUEST_ID, requestId);
    }

    private static void set(Span span, String tag, @Nullable Object value) {
        if (value != null) {
            span.setTag(tag, value.toString());
        }
    }
}
