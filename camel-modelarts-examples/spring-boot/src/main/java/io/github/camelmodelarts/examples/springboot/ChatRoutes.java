package io.github.camelmodelarts.examples.springboot;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.LoggingExceptionHandler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Routes for clients of OpenAI: they authenticate their requests and send them to a language model. Nothing but the body and its type
 * goes from the client to the service.
 */
@Component
final class ChatRoutes extends RouteBuilder {

    private final ObjectMapper json;
    private final DataSize limit;

    ChatRoutes(ObjectMapper json, @Value("${upload.limit}") DataSize limit) {
        this.json = json;
        this.limit = limit;
    }

    @Override
    public void configure() {
        // not in the log of a usual level: it is no failure when a client leaves
        getContext()
                .getRegistry()
                .bind("clientLeft", new LoggingExceptionHandler(getContext(), ChatRoutes.class, LoggingLevel.DEBUG));
        onException(Exception.class).handled(true).process(ProblemAnswers.asOpenAi(json));

        from("platform-http:/v1/chat/completions"
                        + "?httpMethodRestrict=POST&useStreaming=true&exceptionHandler=#clientLeft")
                .routeId("chat")
                .process(this::checkLength)
                // no retries, because clients of OpenAI retry by themselves
                .to("modelarts:predict?address={{chat.address}}/v1/chat/completions&authType={{chat.auth-type}}"
                        + "&maxRetries=0&streaming=true")
                .removeHeaders("*", Exchange.CONTENT_TYPE)
                // the last step: Camel's stream caching would collect its stream before another one
                .process(new ChatAnswer(json));

        from("platform-http:/v1/models?httpMethodRestrict=GET")
                .routeId("models")
                .to("modelarts:predict?address={{chat.address}}/v1/models&authType={{chat.auth-type}}"
                        + "&maxRetries=0&httpMethod=GET")
                .removeHeaders("*", Exchange.CONTENT_TYPE);
    }

    /** Checks the body after it was read, because clients also send it without a length. Camel keeps a long one on disk. */
    private void checkLength(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof StreamCache body && body.length() > limit.toBytes()) {
            throw Problem.refusal(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    "The request is too large",
                    "It has more than " + limit.toBytes() + " bytes. Send fewer or shorter messages.");
        }
    }
}
