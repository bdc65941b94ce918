package io.github.camelmodelarts.consumers;

import java.util.List;
import java.util.function.UnaryOperator;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.BodyType;

/**
 * Routes from an HTTP consumer to a service, one for each body type, with its name as path. A failure is returned as
 * text.
 */
final class UploadRoutes extends RouteBuilder {

    private final UnaryOperator<String> consumer;
    private final String predict;

    /** @param consumer the endpoint that serves a path */
    UploadRoutes(UnaryOperator<String> consumer, String predict) {
        this.consumer = consumer;
        this.predict = predict;
    }

    @Override
    public void configure() {
        onException(Exception.class)
                .handled(true)
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(500))
                .setHeader(Exchange.CONTENT_TYPE, constant("text/plain"))
                .setBody(simple("${exception.class.simpleName}: ${exception.message}"));
        for (BodyType bodyType : List.of(BodyType.AUTO, BodyType.FILE)) {
            from(consumer.apply("/" + bodyType))
                    .to(predict + "&bodyType=" + bodyType)
                    .removeHeaders("*")
                    .setBody(constant("predicted"));
        }
    }
}
