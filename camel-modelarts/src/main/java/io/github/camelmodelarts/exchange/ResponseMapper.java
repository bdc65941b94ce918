package io.github.camelmodelarts.exchange;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.text.Printable;

/** Maps a response to the message of an exchange, and a failure to its exception and properties. Thread-safe. */
public final class ResponseMapper {

    private static final int LONGEST_REQUEST_ID = 128;

    private static final String EVENTS = "text/event-stream";

    private final boolean throwExceptionOnFailure;
    private final int maxEventSize;

    /** @param maxEventSize the largest event of a streamed response, in bytes */
    public ResponseMapper(boolean throwExceptionOnFailure, int maxEventSize) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
        this.maxEventSize = maxEventSize;
    }

    /**
     * Maps the result of a prediction: to the message, or to an exception if it is a failure and
     * {@code throwExceptionOnFailure} is true.
     *
     * @param target where the request went: for a language model, the properties say how many tokens it used
     */
    public void predicted(Exchange exchange, Target target, CallResult result) {
        if (result.failure() != null) {
            refused(exchange, result.failure());
            return;
        }
        forgetEarlierCall(exchange);
        ServiceResponse response = result.response();
        Message message = exchange.getMessage();
        ResponseStream stream = response.stream();
        boolean countsTokens = UsedTokens.isCountedAt(target);
        message.setBody(stream == null ? content(response) : streamed(exchange, result, stream, countsTokens));
        UsedTokens used = stream == null && countsTokens ? UsedTokens.in(response) : null;
        if (used != null) {
            used.tell(exchange);
            used.tell(result.listener());
        }
        setHeaders(message, response);
        message.setHeader(ModelArtsConstants.ATTEMPTS, result.attempts());
        if (stream != null) {
            message.setHeader(ModelArtsConstants.TIME_TO_FIRST_BYTE, stream.timeToFirstByte());
        }
    }

    private Object streamed(Exchange exchange, CallResult result, ResponseStream stream, boolean countsTokens) {
        StreamOwner owner = StreamOwner.of(exchange, stream, result.listener());
        String type = result.response().contentType();
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(EVENTS)
                ? new EventsOfExchange(stream, maxEventSize, result.redaction(), owner, countsTokens)
                : new LiveBody(stream, owner);
    }

    /** Maps the response of a management operation to the message. */
    public void managed(Exchange exchange, ManagementResponse managed) {
        forgetEarlierCall(exchange);
        Message message = exchange.getMessage();
        message.setBody(managed.content().toString());
        setHeaders(message, managed.response());
        message.removeHeader(ModelArtsConstants.ATTEMPTS);
        setOrRemove(message, ModelArtsConstants.SERVICE_STATUS, managed.status());
        if (managed.serviceId() != null) {
            message.setHeader(ModelArtsConstants.SERVICE_ID, managed.serviceId());
            // the id replaces the name, otherwise the next step would find two headers that name a service
            message.removeHeader(ModelArtsConstants.SERVICE_NAME);
        }
    }

    /** Maps a preview of a request to the message. */
    public void previewed(Exchange exchange, RequestPreview preview) {
        forgetEarlierCall(exchange);
        Message message = exchange.getMessage();
        message.setBody(preview.curl());
        removeResponse(message);
        message.setHeader(ModelArtsConstants.CONTENT_TYPE, "text/plain");
        setOrRemove(message, ModelArtsConstants.CANONICAL_REQUEST, preview.canonicalRequest());
        setOrRemove(message, ModelArtsConstants.STRING_TO_SIGN, preview.stringToSign());
    }

    /**
     * Maps the result of an operation on OBS to the message.
     *
     * @param result sets body and headers
     */
    public void ofObs(Exchange exchange, Runnable result) {
        forgetEarlierCall(exchange);
        removeResponse(exchange.getMessage());
        exchange.getMessage().removeHeader(ModelArtsConstants.CONTENT_TYPE);
        result.run();
    }

    /** Sets a failure as the exception of the exchange. */
    public void failed(Exchange exchange, Throwable failure) {
        forgetEarlierCall(exchange);
        if (failure instanceof ModelArtsFailure known) {
            describe(exchange, category(known), known.getRetryAfter());
        }
        exchange.setException(failure);
    }

    /** Maps an error response: to an exception, or to the message if {@code throwExceptionOnFailure} is false. */
    public void refused(Exchange exchange, ModelArtsOperationFailedException refused) {
        if (throwExceptionOnFailure) {
            failed(exchange, refused);
            return;
        }
        forgetEarlierCall(exchange);
        describe(exchange, refused.getCategory(), refused.getRetryAfter());
        Message message = exchange.getMessage();
        // the service's text; authentication headers in it are masked
        message.setBody(refused.getResponseBody());
        SortedMap<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        received.putAll(refused.getResponseHeaders());
        setHeaders(message, refused.getStatusCode(), received);
        message.setHeader(ModelArtsConstants.ATTEMPTS, refused.getAttempts());
        setOrRemove(message, ModelArtsConstants.REQUEST_ID, refused.getRequestId());
        setOrRemove(message, ModelArtsConstants.ERROR_CODE, refused.getErrorCode());
        setOrRemove(message, ModelArtsConstants.ERROR_MESSAGE, refused.getErrorMessage());
    }

    private static void setHeaders(Message message, ServiceResponse response) {
        SortedMap<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers()
                .forEach((name, value) ->
                        received.put(Printable.of(name, Integer.MAX_VALUE), Printable.of(value, Integer.MAX_VALUE)));
        setHeaders(message, response.status(), received);
        String requestId = response.headers().get("X-Request-Id");
        setOrRemove(
                message,
                ModelArtsConstants.REQUEST_ID,
                requestId == null ? null : Printable.of(requestId, LONGEST_REQUEST_ID));
    }

    /**
     * Sets the headers that describe the response, and removes those that described the request or an earlier response.
     *
     * @param received the headers of the response in one map, with printable text: a server must not set headers of the
     *     message or control a terminal
     */
    private static void setHeaders(Message message, int status, SortedMap<String, String> received) {
        forgetEarlierResponse(message);
        setOrRemove(message, ModelArtsConstants.CONTENT_TYPE, received.get(ModelArtsConstants.CONTENT_TYPE));
        message.setHeader(ModelArtsConstants.RESPONSE_CODE, status);
        message.setHeader(ModelArtsConstants.RESPONSE_HEADERS, received);
    }

    /** Removes all headers of an earlier response from the message of an operation that has no response of its own. */
    private static void removeResponse(Message message) {
        forgetEarlierResponse(message);
        message.removeHeader(ModelArtsConstants.RESPONSE_CODE);
        message.removeHeader(ModelArtsConstants.RESPONSE_HEADERS);
        message.removeHeader(ModelArtsConstants.REQUEST_ID);
        message.removeHeader(ModelArtsConstants.ATTEMPTS);
    }

    private static void forgetEarlierResponse(Message message) {
        message.removeHeader(Exchange.CONTENT_LENGTH);
        message.removeHeader(Exchange.CONTENT_ENCODING);
        message.removeHeader(ModelArtsConstants.ERROR_CODE);
        message.removeHeader(ModelArtsConstants.ERROR_MESSAGE);
        message.removeHeader(ModelArtsConstants.TIME_TO_FIRST_BYTE);
        message.removeHeader(ModelArtsConstants.SERVICE_STATUS);
        message.removeHeader(ModelArtsConstants.CANONICAL_REQUEST);
        message.removeHeader(ModelArtsConstants.STRING_TO_SIGN);
    }

    private static void describe(Exchange exchange, ErrorCategory category, @Nullable Duration retryAfter) {
        exchange.setProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY, category.name());
        if (retryAfter != null) {
            exchange.setProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY, retryAfter.toMillis());
        }
    }

    /** The category of a failure, as the exchange property has it. */
    public static ErrorCategory category(ModelArtsFailure failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            return refused.getCategory();
        } else if (failure instanceof ModelArtsAuthenticationException) {
            return ErrorCategory.AUTH;
        } else if (failure instanceof ModelArtsRequestException) {
            return ErrorCategory.VALIDATION;
        } else if (failure instanceof ModelArtsObsException rejected) {
            return category(rejected.getStatusCode());
        } else if (failure instanceof ModelArtsStreamException broken) {
            return broken.getCategory();
        } else if (failure instanceof ModelArtsBusyException) {
            return ErrorCategory.RATE_LIMIT;
        }
        return failure instanceof ModelArtsResponseException ? ErrorCategory.UNKNOWN : ErrorCategory.SERVER_ERROR;
    }

    private static ErrorCategory category(int obsStatus) {
        return switch (obsStatus) {
            case 401, 403 -> ErrorCategory.AUTH;
            case 429 -> ErrorCategory.RATE_LIMIT;
            default ->
                obsStatus >= 500
                        ? ErrorCategory.SERVER_ERROR
                        : obsStatus == 0 ? ErrorCategory.UNKNOWN : ErrorCategory.VALIDATION;
        };
    }

    /** Removes properties of an earlier call, which a redelivered exchange may still have. */
    private static void forgetEarlierCall(Exchange exchange) {
        exchange.removeProperty(ModelArtsConstants.STREAM_END_PROPERTY);
        exchange.removeProperty(ModelArtsConstants.STREAM_EVENTS_PROPERTY);
        UsedTokens.forget(exchange);
        exchange.removeProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY);
        exchange.removeProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY);
    }

    private static Object content(ServiceResponse response) {
        return response.body().length == 0 || response.isText() ? response.text() : response.body();
    }

    private static void setOrRemove(Message message, String header, @Nullable String value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }
}
