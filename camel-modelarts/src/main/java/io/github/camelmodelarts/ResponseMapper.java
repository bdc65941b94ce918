package io.github.camelmodelarts;

import java.time.Duration;
import java.util.TreeMap;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.call.Answer;

/** Makes the message of an answer, or of a failure what the exchange says about it. Thread-safe. */
final class ResponseMapper {

    private final boolean throwExceptionOnFailure;

    ResponseMapper(boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    /** Hands an answer on: as the message, or as an exception if it is a failure and those are thrown. */
    void answered(Exchange exchange, Answer answer) {
        ModelArtsOperationFailedException failure = answer.failure();
        forgetEarlierFailure(exchange);
        if (failure != null) {
            describe(exchange, failure.getCategory(), failure.getRetryAfter());
            if (throwExceptionOnFailure) {
                exchange.setException(failure);
                return;
            }
        }
        Message message = exchange.getMessage();
        setContentType(message, answer.response());
        // a failure's words without what they quote of the request's proof
        message.setBody(failure == null ? content(answer.response()) : failure.getResponseBody());
        message.setHeader(ModelArtsConstants.RESPONSE_CODE, answer.response().status());
        message.setHeader(ModelArtsConstants.ATTEMPTS, answer.attempts());
        // a plain map: what a server sends may not enter the header namespace
        TreeMap<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        received.putAll(failure == null ? answer.response().headers().asMap() : failure.getResponseHeaders());
        message.setHeader(ModelArtsConstants.RESPONSE_HEADERS, received);
        String requestId = failure == null ? received.get("X-Request-Id") : failure.getRequestId();
        setOrRemove(message, ModelArtsConstants.REQUEST_ID, requestId);
        setOrRemove(message, ModelArtsConstants.ERROR_CODE, failure == null ? null : failure.getErrorCode());
        setOrRemove(message, ModelArtsConstants.ERROR_MESSAGE, failure == null ? null : failure.getErrorMessage());
    }

    /** Hands on that there is no answer. */
    void failed(Exchange exchange, Throwable failure) {
        forgetEarlierFailure(exchange);
        if (failure instanceof ModelArtsFailure known) {
            describe(exchange, category(known), known.getRetryAfter());
        }
        exchange.setException(failure);
    }

    private static void describe(Exchange exchange, ErrorCategory category, @Nullable Duration retryAfter) {
        exchange.setProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY, category.name());
        if (retryAfter != null) {
            exchange.setProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY, retryAfter.toMillis());
        }
    }

    private static ErrorCategory category(ModelArtsFailure failure) {
        if (failure instanceof ModelArtsAuthenticationException) {
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

    private static void setContentType(Message message, ServiceResponse response) {
        // what described the request's body must not describe the answer's
        message.removeHeader(Exchange.CONTENT_LENGTH);
        message.removeHeader(Exchange.CONTENT_ENCODING);
        setOrRemove(message, ModelArtsConstants.CONTENT_TYPE, response.contentType());
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
