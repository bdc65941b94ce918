package io.github.camelmodelarts.examples.springboot;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsStreamException;

/** What a client of OpenAI is told about a failure: {@code {"error":{"message","type","param","code"}}}. */
final class OpenAiError {

    private OpenAiError() {}

    /**
     * Decides as {@link Problem}, except that the client gets the service's status and text if it can correct the request, for example
     * the name of the model, or if it has to wait.
     */
    static ProblemDetail decide(Exception failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            HttpStatus status = statusForClient(refused);
            if (status != null) {
                return Problem.withFacts(
                        Problem.of(status, "The service rejected the request", refused.getErrorMessage()), refused);
            }
        }
        if (failure instanceof ModelArtsStreamException broken && broken.getErrorCode() != null) {
            // the text of an error that the service sent; other texts can name the service's address
            ProblemDetail problem =
                    Problem.of(HttpStatus.BAD_GATEWAY, "The service stopped its answer", broken.getMessage());
            problem.setProperty(Problem.ERROR_CODE, broken.getErrorCode());
            return problem;
        }
        return Problem.of(failure);
    }

    /** Returns null if this application or the service has to be corrected. */
    private static @Nullable HttpStatus statusForClient(ModelArtsOperationFailedException refused) {
        if (refused.getCategory() == ErrorCategory.RATE_LIMIT) {
            return HttpStatus.TOO_MANY_REQUESTS;
        }
        HttpStatus status = HttpStatus.resolve(refused.getStatusCode());
        String code = refused.getErrorCode();
        // the gateway, not the model: the address that this application is configured with is wrong
        boolean isUnknownAddress = status == HttpStatus.NOT_FOUND && code != null && code.startsWith("APIG");
        return status != null
                        && status.is4xxClientError()
                        && refused.getCategory() == ErrorCategory.VALIDATION
                        && !isUnknownAddress
                ? status
                : null;
    }

    /** Returns the error in OpenAI's shape. */
    static Map<String, Object> of(ProblemDetail problem) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", problem.getTitle() + (problem.getDetail() == null ? "" : ". " + problem.getDetail()));
        error.put("type", type(problem.getStatus()));
        error.put("param", null);
        Map<String, Object> facts = problem.getProperties();
        error.put("code", facts == null ? null : facts.get(Problem.ERROR_CODE));
        return Map.of("error", error);
    }

    private static String type(int status) {
        if (status == HttpStatus.TOO_MANY_REQUESTS.value()) {
            return "rate_limit_error";
        }
        return status >= 500 ? "server_error" : "invalid_request_error";
    }
}
