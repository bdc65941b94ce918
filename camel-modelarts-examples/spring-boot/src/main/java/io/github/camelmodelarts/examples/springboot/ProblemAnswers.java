package io.github.camelmodelarts.examples.springboot;

import java.time.Duration;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

import io.github.camelmodelarts.api.ModelArtsFailure;

/**
 * Turns a failure into a response.
 *
 * @param decision what the client is told
 * @param mediaType the type of the response
 * @param form the response, to be written as JSON
 */
record ProblemAnswers(
        ObjectMapper json,
        Function<Exception, ProblemDetail> decision,
        String mediaType,
        Function<ProblemDetail, Object> form)
        implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    /** Responses of type {@code application/problem+json} (RFC 9457). */
    static ProblemAnswers asProblems(ObjectMapper json) {
        return new ProblemAnswers(json, Problem::of, MediaType.APPLICATION_PROBLEM_JSON_VALUE, problem -> problem);
    }

    /** Responses as clients of OpenAI expect them. */
    static ProblemAnswers asOpenAi(ObjectMapper json) {
        return new ProblemAnswers(json, OpenAiError::decide, MediaType.APPLICATION_JSON_VALUE, OpenAiError::of);
    }

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ProblemDetail problem = decision.apply(failure);
        if (problem.getStatus() >= 500) {
            LOG.warn("{} returned {}: {}", exchange.getFromRouteId(), problem.getStatus(), failure.toString());
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.getStatus());
        message.setHeader(Exchange.CONTENT_TYPE, mediaType);
        if (failure instanceof ModelArtsFailure modelArts) {
            Duration pause = modelArts.getRetryAfter();
            if (pause != null) {
                message.setHeader(HttpHeaders.RETRY_AFTER, Math.max(1, pause.toSeconds()));
            }
        }
        message.setBody(json.writeValueAsString(form.apply(problem)));
    }
}
