package io.github.camelmodelarts.examples.springboot;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Writes the errors of the server, before a route begins, as problems (RFC 9457), and below {@code /v1/} in OpenAI's shape: an unknown
 * path or method, or a request that is refused.
 */
@ControllerAdvice
class OpenAiErrorsOfServer extends ResponseEntityExceptionHandler {

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem
                && request instanceof ServletWebRequest web
                && web.getRequest().getRequestURI().startsWith("/v1/")) {
            HttpHeaders ofJson = new HttpHeaders(headers);
            ofJson.setContentType(MediaType.APPLICATION_JSON);
            return new ResponseEntity<>(OpenAiError.of(problem), ofJson, status);
        }
        return super.createResponseEntity(body, headers, status, request);
    }
}
