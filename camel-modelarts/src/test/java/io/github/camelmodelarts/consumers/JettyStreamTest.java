package io.github.camelmodelarts.consumers;

import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

/** Jetty. It writes the events itself, each at once. */
class JettyStreamTest extends StreamedAnswersTest {

    @Override
    protected void recipe(RouteBuilder routes) {
        // recipe
        routes.from("jetty:http://127.0.0.1:{{port}}/words")
                .setBody(exchange -> Map.of("prompt", exchange.getMessage().getHeader("prompt", "", String.class)))
                .to("modelarts:predict?address={{service.address}}&streaming=true")
                .removeHeaders("*", "Content-Type");
        // end of recipe
    }

    @Override
    protected boolean completesBrokenResponses() {
        return true;
    }
}
