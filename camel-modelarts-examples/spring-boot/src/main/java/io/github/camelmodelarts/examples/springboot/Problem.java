package io.github.camelmodelarts.examples.springboot;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

/**
 * Decides what a client is told about a failure. The status is 4xx if the client can correct the request, and 502, 503 or 504 if the
 * service behind this application failed. The text has the component's hint, but never the service's address. The reason why the service
 * rejects this application's credentials is in the log only: the explanation of a rejected signature quotes the request, including host
 * and query.
 */
final class Problem {

    /** The property with the error code of the service. */
    static final String ERROR_CODE = "errorCode";

    private static final String SEE_LOG = "The operator of this application finds the reason in its log.";

    private Problem() {}

    static ProblemDetail of(Exception failure) {
        return withFacts(decide(failure), failure);
    }

    static ProblemDetail of(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setTitle(title);
        if (detail != null) {
            problem.setDetail(detail);
        }
        return problem;
    }

    /** An exception for a request that this application refuses. */
    static ErrorResponseException refusal(HttpStatus status, String title, String detail) {
        return new ErrorResponseException(status, of(status, title, detail), null);
    }

    /** Adds the hint, the error code and the request id of a failure, if it has them. */
    static ProblemDetail withFacts(ProblemDetail problem, Exception failure) {
        if (failure instanceof ModelArtsFailure modelArts) {
            set(problem, "hint", isRejectedIdentity(failure) ? null : modelArts.getHint());
        }
        if (failure instanceof ModelArtsOperationFailedException refused) {
            set(problem, ERROR_CODE, refused.getErrorCode());
            set(problem, "requestId", refused.getRequestId());
        }
        return problem;
    }

    private static void set(ProblemDetail problem, String name, @Nullable String value) {
        if (value != null) {
            problem.setProperty(name, value);
        }
    }

    private static boolean isRejectedIdentity(Exception failure) {
        return failure instanceof ModelArtsAuthenticationException
                || (failure instanceof ModelArtsOperationFailedException refused
                        && (refused.getStatusCode() == HttpStatus.UNAUTHORIZED.value()
                                || refused.getStatusCode() == HttpStatus.FORBIDDEN.value()));
    }

    private static ProblemDetail decide(Exception failure) {
        if (failure instanceof ErrorResponse refusal) {
            return refusal.getBody();
        }
        if (failure instanceof ModelArtsOperationFailedException refused) {
            return refusal(refused);
        }
        if (failure instanceof ModelArtsAuthenticationException) {
            return of(HttpStatus.BAD_GATEWAY, "This application has no valid credentials", SEE_LOG);
        }
        if (failure instanceof ModelArtsTimeoutException) {
            return of(HttpStatus.GATEWAY_TIMEOUT, "The service did not respond in time", null);
        }
        if (failure instanceof ModelArtsConnectionException) {
            return of(HttpStatus.BAD_GATEWAY, "The service cannot be reached", null);
        }
        if (failure instanceof ModelArtsStreamException) {
            return of(HttpStatus.BAD_GATEWAY, "The service's response broke off", null);
        }
        if (failure instanceof ModelArtsResponseException) {
            return of(HttpStatus.BAD_GATEWAY, "The service's response cannot be used", failure.getMessage());
        }
        if (failure instanceof ModelArtsRequestException) {
            return of(HttpStatus.BAD_REQUEST, "This request cannot be sent to the service", failure.getMessage());
        }
        return of(HttpStatus.INTERNAL_SERVER_ERROR, "This application has an error", SEE_LOG);
    }

    private static ProblemDetail refusal(ModelArtsOperationFailedException refused) {
        HttpStatus status = HttpStatus.resolve(refused.getStatusCode());
        String said = refused.getErrorMessage();
        if (status == null) {
            return of(HttpStatus.BAD_GATEWAY, "The service failed", said);
        }
        return switch (status) {
            case BAD_REQUEST, UNPROCESSABLE_ENTITY -> of(status, "The service cannot read this file", said);
            case PAYLOAD_TOO_LARGE -> of(status, "The file is too large for the service", said);
            case UNAUTHORIZED, FORBIDDEN ->
                of(HttpStatus.BAD_GATEWAY, "The service rejected this application's credentials", SEE_LOG);
            case TOO_MANY_REQUESTS ->
                of(HttpStatus.SERVICE_UNAVAILABLE, "The service receives too many requests", said);
            case GATEWAY_TIMEOUT -> of(status, "The service did not respond in time", said);
            default -> of(HttpStatus.BAD_GATEWAY, "The service failed", said);
        };
    }
}
