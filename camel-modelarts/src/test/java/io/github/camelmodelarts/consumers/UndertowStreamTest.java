package io.github.camelmodelarts.consumers;

import java.io.InputStream;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

/** Undertow. It writes a body at once only if the body is a stream and its endpoint has {@code useStreaming=true}. */
class UndertowStreamTest extends StreamedAnswersTest {

    @Override
    protected void recipe(RouteBuilder routes) {
        // recipe
        routes.from("undertow:http://127.0.0.1:{{port}}/words?useStreaming=true")
                .setBody(exchange -> Map.of("prompt", exchange.getMessage().getHeader("prompt", "", String.class)))
                .to("modelarts:predict?address={{service.address}}&streaming=true")
                .removeHeaders("*", "Content-Type")
                .convertBodyTo(InputStream.class);
        // end of recipe
    }

    @Override
    protected boolean completesBrokenResponses() {
        return true;
    }
}
