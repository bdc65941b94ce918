package io.github.camelmodelarts.consumers;

import java.util.Map;

import com.example.LiveResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** The server of Camel Main, which is Vert.x. It collects a body before it writes it, so a step of the route writes it. */
class PlatformHttpMainStreamTest extends StreamedAnswersTest {

    @Override
    protected void prepare(CamelContext context, int port) throws Exception {
        MainHttpServer server = new MainHttpServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        context.addService(server);
    }

    @Override
    protected void recipe(RouteBuilder routes) {
        // recipe
        routes.from("platform-http:/words")
                .process(LiveResponse::keepClient)
                .setBody(exchange -> Map.of("prompt", exchange.getMessage().getHeader("prompt", "", String.class)))
                .to("modelarts:predict?address={{service.address}}&streaming=true")
                .process(LiveResponse::send);
        // end of recipe
    }

    @Override
    protected boolean completesBrokenResponses() {
        return false;
    }

    /** Why the recipe is needed: two events arrive as one chunk, at the end of the stream. If this fails, Camel passes events on itself. */
    @Test
    void collectsEventsWithoutTheRecipe() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(
                connection -> connection.send(EVENTS + event("one") + event("two") + LAST_CHUNK))) {
            open(
                    server,
                    routes -> routes.from("platform-http:/words")
                            .setBody(routes.constant("{}"))
                            .to("modelarts:predict?address={{service.address}}&streaming=true")
                            .removeHeaders("*", "Content-Type"));
            try (Browser browser = get()) {
                assertThat(browser.chunk()).isEqualTo("data: one\n\ndata: two\n\n");
                assertThat(browser.chunk()).isEmpty();
            }
        }
    }
}
