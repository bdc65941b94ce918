package io.github.camelmodelarts.examples.springboot;

import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

/**
 * Turns a failure into a response of type {@code application/problem+json} (RFC 9457). The status is 4xx if the caller can correct the
 * request, and 502, 503 or 504 if the service behind this application failed. The response has the component's hint, but never the
 * service's address. The reason why the service rejects this application's credentials is in the log only: the explanation of a rejected
 * signature quotes the request, including host and query.
 */
@Component
final class ProblemAnswers implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    private static final String SEE_LOG = "The operator of this application finds the reason in its log.";

    private final ObjectMapper json;

    ProblemAnswers(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ProblemDetail problem = problem(failure);
        if (problem.getStatus() >= 500) {
            LOG.warn("{} returned {}: {}", exchange.getFromRouteId(), problem.getStatus(), failure.toString());
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.getStatus());
        message.setHeader(Exchange.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (failure instanceof ModelArtsFailure modelArts) {
            set(problem, "hint", isRejectedIdentity(failure) ? null : modelArts.getHint());
            Duration pause = modelArts.getRetryAfter();
            if (pause != null) {
                message.setHeader(HttpHeaders.RETRY_AFTER, Math.max(1, pause.toSeconds()));
            }
        }
        if (failure instanceof ModelArtsOperationFailedException refused) {
            set(problem, "errorCode", refused.getErrorCode());
            set(problem, "requestId", refused.getRequestId());
        }
        message.setBody(json.writeValueAsString(problem));
    }

    private static boolean isRejectedIdentity(Exception failure) {
        return failure instanceof ModelArtsAuthenticationException
                || (failure instanceof ModelArtsOperationFailedException refused
                        && (refused.getStatusCode() == HttpStatus.UNAUTHORIZED.value()
                                || refused.getStatusCode() == HttpStatus.FORBIDDEN.value()));
    }

    private static ProblemDetail problem(Exception failure) {
        if (failure instanceof UnsupportedFileException) {
            return problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This kind of file is not supported", failure.getMessage());
        }
        if (failure instanceof ModelArtsOperationFailedException refused) {
            return refusal(refused);
        }
        if (failure instanceof ModelArtsAuthenticationException) {
            return problem(HttpStatus.BAD_GATEWAY, "This application has no valid credentials", SEE_LOG);
        }
        if (failure instanceof ModelArtsTimeoutException) {
            return problem(HttpStatus.GATEWAY_TIMEOUT, "The service did not respond in time", null);
        }
        if (failure instanceof ModelArtsConnectionException) {
            return problem(HttpStatus.BAD_GATEWAY, "The service cannot be reached", null);
        }
        if (failure instanceof ModelArtsResponseException) {
            return problem(HttpStatus.BAD_GATEWAY, "The service's response cannot be used", failure.getMessage());
        }
        if (failure instanceof ModelArtsRequestException) {
            return problem(HttpStatus.BAD_REQUEST, "This file cannot be sent to the service", failure.getMessage());
        }
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "This application has an error", SEE_LOG);
    }

    private static ProblemDetail refusal(ModelArtsOperationFailedException refused) {
        HttpStatus status = HttpStatus.resolve(refused.getStatusCode());
        String said = refused.getErrorMessage();
        if (status == null) {
            return problem(HttpStatus.BAD_GATEWAY, "The service failed", said);
        }
        return switch (status) {
            case BAD_REQUEST, UNPROCESSABLE_ENTITY -> problem(status, "The service cannot read this file", said);
            case PAYLOAD_TOO_LARGE -> problem(status, "The file is too large for the service", said);
            case UNAUTHORIZED, FORBIDDEN ->
                problem(HttpStatus.BAD_GATEWAY, "The service rejected this application's credentials", SEE_LOG);
            case TOO_MANY_REQUESTS ->
                problem(HttpStatus.SERVICE_UNAVAILABLE, "The service receives too many requests", said);
            case GATEWAY_TIMEOUT -> problem(status, "The service did not respond in time", said);
            default -> problem(HttpStatus.BAD_GATEWAY, "The service failed", said);
        };
    }

    private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setTitle(title);
        if (detail != null) {
            problem.setDetail(detail);
        }
        return problem;
    }

    private static void set(ProblemDetail problem, String name, @Nullable String value) {
        if (value != null) {
            problem.setProperty(name, value);
        }
    }
}
