package io.github.camelmodelarts.telemetry;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallPurpose;
import io.github.camelmodelarts.call.LanguageModelPaths;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;

/**
 * Adds to the span of a call where the call goes, and an event for each attempt when it ends. The count of attempts goes on if the call
 * moves to another address of its service.
 */
final class CallEvents implements CallListener {

    static final String SERVICE = "modelarts.service";
    static final String ATTEMPTS = "modelarts.attempts";
    static final String REQUEST_ID = "modelarts.request.id";
    static final String ERROR_CODE = "modelarts.error.code";
    static final String ERROR_TYPE = "error.type";

    private static final int LONGEST = 64;

    private final Span span;
    private @Nullable Object body;
    private int attempts;
    private long sent;
    private boolean underWay;

    /** @param body the body of the exchange, which may name a language model */
    CallEvents(Span span, @Nullable Object body) {
        this.span = span;
        this.body = body;
    }

    @Override
    public synchronized CallListener started(CallPurpose purpose, ServiceRequest request) {
        String service = purpose.service();
        String host = Printable.of(request.host(), Printable.LONGEST_HOST);
        span.setTag(SERVICE, service == null ? host : Printable.of(service, LONGEST));
        span.setTag(TagConstants.SERVER_ADDRESS, host);
        String operation = LanguageModelPaths.operation(request.uri().getRawPath());
        if (operation != null) {
            tellModel(operation);
        }
        body = null;
        return this;
    }

    private void tellModel(String operation) {
        span.setTag("gen_ai.operation.name", operation);
        span.setTag("gen_ai.system", "modelarts");
        Object model = body instanceof Map<?, ?> fields
                ? fields.get("model")
                : body instanceof String json ? model(json) : null;
        if (model instanceof String name) {
            span.setTag("gen_ai.request.model", Printable.of(name, LONGEST));
        }
    }

    /** The model of a request, if it stands before the messages: reading these would take time. */
    private static @Nullable String model(String request) {
        try (JsonParser json = PlainJson.MAPPER.createParser(request)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (name.equals("model")) {
                    return value == JsonToken.VALUE_STRING ? json.getText() : null;
                } else if (!value.isScalarValue()) {
                    return null;
                }
            }
            return null;
        } catch (IOException e) {
            // the service says what is wrong with it
            return null;
        }
    }

    @Override
    public synchronized void sent(int attempt, long bytes) {
        attempts++;
        sent = System.nanoTime();
        underWay = true;
    }

    @Override
    public void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {
        tellAttempt(response, failure);
    }

    /** The attempt of a call that ran out of time, or was stopped, was not judged. */
    @Override
    public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
        tellAttempt(response, failure);
    }

    private synchronized void tellAttempt(@Nullable ResponseHead response, @Nullable Throwable failure) {
        if (!underWay) {
            return;
        }
        underWay = false;
        Map<String, String> event = new HashMap<>();
        event.put("event", "attempt");
        event.put("attempt", Integer.toString(attempts));
        event.put("millis", Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent)));
        if (response != null) {
            event.put("outcome", response.isSuccess() ? "SUCCESS" : "REJECTED");
            event.put(TagConstants.HTTP_STATUS, Integer.toString(response.status()));
        } else {
            event.put("outcome", "FAILED");
            event.put(
                    ERROR_TYPE, failure == null ? "unknown" : failure.getClass().getSimpleName());
        }
        span.log(event);
    }
}
