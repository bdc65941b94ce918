package io.github.camelmodelarts.examples.operate;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.local.maas.Maas;

/** The routes that the load calls: a small request, a large one, and a chat that is streamed. */
final class LoadRoutes extends RouteBuilder {

    static final String FLOWERS = "direct:flowers";
    static final String PAGES = "direct:pages";
    static final String CHAT = "direct:chat";

    /** A header of chats: how many events the reader reads at most. */
    static final String MOST_EVENTS = "mostEvents";

    @Override
    public void configure() {
        // a failed call is counted by the metrics; a real application would do something with its exchange
        onException(Exception.class).handled(true).log(LoggingLevel.DEBUG, "${exception.message}");

        from(FLOWERS)
                .routeId("flowers")
                .to("modelarts:predict?serviceName=flowers&authType=AK_SK&credentialsProvider=#bean:accessKey");

        from(PAGES)
                .routeId("pages")
                .to("modelarts:predict?serviceName=pages&authType=PASSWORD&credentialsProvider=#bean:user");

        from(CHAT)
                .routeId("chat")
                .setBody(LoadRoutes::question)
                .to("modelarts:predict?address={{maas.endpoint}}/v2/chat/completions&authType=API_KEY&streaming=true")
                .process(LoadRoutes::read);
    }

    private static Object question(Exchange exchange) {
        return Map.of(
                "model",
                Maas.MODEL,
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true),
                "messages",
                List.of(Map.of("role", "user", "content", exchange.getMessage().getBody(String.class))));
    }

    /** Reads the answer. Closing the events stops the model. */
    private static void read(Exchange exchange) {
        int most = exchange.getMessage().getHeader(MOST_EVENTS, Integer.class);
        try (ServerSentEvents events = exchange.getMessage().getBody(ServerSentEvents.class)) {
            for (int i = 0; i < most && events.next() != null; i++) {
                // a real application would use the words
            }
        }
    }
}
