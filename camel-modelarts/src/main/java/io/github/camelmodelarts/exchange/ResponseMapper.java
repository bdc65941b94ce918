package io.github.camelmodelarts.exchange;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.text.Printable;

/** Makes the message of an answer, or of a failure what the exchange says about it. Thread-safe. */
public final class ResponseMapper {

    private static final int LONGEST_REQUEST_ID = 128;

    private final boolean throwExceptionOnFailure;

    public ResponseMapper(boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    /** Hands a response on: as the message, or as an exception if it is a failure and those are thrown. */
    public void predicted(Exchange exchange, CallResult result) {
        if (result.failure() != null) {
            refused(exchange, result.failure());
            return;
        }
        forgetEarlierFailure(exchange);
        ServiceResponse response = result.response();
        Message message = exchange.getMessage();
        message.setBody(content(response));
        setHeaders(message, response);
        message.setHeader(ModelArtsConstants.ATTEMPTS, result.attempts());
    }

    /** Hands on what an operation of the management API brought. */
    public void managed(Exchange exchange, ManagementResponse managed) {
        forgetEarlierFailure(exchange);
        Message message = exchange.getMessage();
        message.setBody(managed.content().toString());
        setHeaders(message, managed.response());
        message.removeHeader(ModelArtsConstants.ATTEMPTS);
        setOrRemove(message, ModelArtsConstants.SERVICE_STATUS, managed.status());
        if (managed.serviceId() != null) {
            message.setHeader(ModelArtsConstants.SERVICE_ID, managed.serviceId());
            // the id takes its place: the next step would find a service named twice
            message.removeHeader(ModelArtsConstants.SERVICE_NAME);
        }
    }

    /** Hands on what would have gone out. */
    public void previewed(Exchange exchange, RequestPreview preview) {
        forgetEarlierFailure(exchange);
        Message message = exchange.getMessage();
        message.setBody(preview.curl());
        // nothing was answered: what an earlier answer brought is not of this one
        forgetEarlierResponse(message);
        message.removeHeader(ModelArtsConstants.RESPONSE_CODE);
        message.removeHeader(ModelArtsConstants.RESPONSE_HEADERS);
        message.removeHeader(ModelArtsConstants.REQUEST_ID);
        message.removeHeader(ModelArtsConstants.ATTEMPTS);
        message.setHeader(ModelArtsConstants.CONTENT_TYPE, "text/plain");
        setOrRemove(message, ModelArtsConstants.CANONICAL_REQUEST, preview.canonicalRequest());
        setOrRemove(message, ModelArtsConstants.STRING_TO_SIGN, preview.stringToSign());
    }

    /** Hands on a failure: as an exception. */
    public void failed(Exchange exchange, Throwable failure) {
        forgetEarlierFailure(exchange);
        if (failure instanceof ModelArtsFailure known) {
            describe(exchange, category(known), known.getRetryAfter());
        }
        exchange.setException(failure);
    }

    /** Hands on an answer that is a failure: thrown, or as the message. */
    public void refused(Exchange exchange, ModelArtsOperationFailedException refused) {
        if (throwExceptionOnFailure) {
            failed(exchange, refused);
            return;
        }
        forgetEarlierFailure(exchange);
        describe(exchange, refused.getCategory(), refused.getRetryAfter());
        Message message = exchange.getMessage();
        // a failure's words without what they quote of the request's proof
        message.setBody(refused.getResponseBody());
        setHeaders(message, refused.getStatusCode(), refused.getResponseHeaders());
        message.setHeader(ModelArtsConstants.ATTEMPTS, refused.getAttempts());
        setOrRemove(message, ModelArtsConstants.REQUEST_ID, refused.getRequestId());
        setOrRemove(message, ModelArtsConstants.ERROR_CODE, refused.getErrorCode());
        setOrRemove(message, ModelArtsConstants.ERROR_MESSAGE, refused.getErrorMessage());
    }

    private static void setHeaders(Message message, ServiceResponse response) {
        setHeaders(message, response.status(), response.headers().asMap());
        String requestId = response.headers().get("X-Request-Id");
        setOrRemove(
                message,
                ModelArtsConstants.REQUEST_ID,
                requestId == null ? null : Printable.of(requestId, LONGEST_REQUEST_ID));
    }

    /** What describes the answer, in place of what described the request or an earlier response. */
    private static void setHeaders(Message message, int status, Map<String, String> sent) {
        // a plain map: what a server sends may not enter the header namespace, nor a terminal
        TreeMap<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        received.putAll(Printable.all(sent));
        forgetEarlierResponse(message);
        setOrRemove(message, ModelArtsConstants.CONTENT_TYPE, received.get(ModelArtsConstants.CONTENT_TYPE));
        message.setHeader(ModelArtsConstants.RESPONSE_CODE, status);
        message.setHeader(ModelArtsConstants.RESPONSE_HEADERS, received);
    }

    private static void forgetEarlierResponse(Message message) {
        message.removeHeader(Exchange.CONTENT_LENGTH);
        message.removeHeader(Exchange.CONTENT_ENCODING);
        message.removeHeader(ModelArtsConstants.ERROR_CODE);
        message.removeHeader(ModelArtsConstants.ERROR_MESSAGE);
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

    private static ErrorCategory category(ModelArtsFailure failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            return refused.getCategory();
        } else if (failure instanceof ModelArtsAuthenticationException) {
            return ErrorCategory.AUTH;
        } else if (failure instanceof ModelArtsRequestException) {
            return ErrorCategory.VALIDATION;
        }
        return failure instanceof ModelArtsResponseException ? ErrorCategory.UNKNOWN : ErrorCategory.SERVER_ERROR;
    }

    /** What a redelivered exchange may still have from the time before. */
    private static void forgetEarlierFailure(Exchange exchange) {
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
