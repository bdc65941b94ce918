package io.github.camelmodelarts.exchange;

import java.time.Duration;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.result.ChatChunk;
import io.github.camelmodelarts.api.result.ChatCompletion;
import io.github.camelmodelarts.local.gateway.Streams;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.support.StreamingTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that call the language models of MaaS. */
class LanguageModelTest extends StreamingTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @AfterEach
    void clear() {
        local.maas().clear();
    }

    private Exchange ask(String base, String options, String question, Consumer<RouteDefinition> steps)
            throws Exception {
        String uri = "modelarts:predict?authType=API_KEY&maxRetries=0&address=" + local.maasEndpoint() + base
                + "/chat/completions" + options;
        String from = "direct:ask-" + routes.context().getRoutes().size();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.accept(from(from).to(uri));
            }
        });
        return nothingLeft.watched(routes.call(
                from,
                "{\"model\":\"" + Maas.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]"
                        + (options.contains("streaming")
                                ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"
                                : "")
                        + "}"));
    }

    private static void none(RouteDefinition route) {}

    private static String readText(ServerSentEvents events, int most) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < most && events.hasNext(); i++) {
            ServerSentEvent event = events.next();
            // the end is known only when it is read
            text.append(event == null ? "" : ChatChunk.parse(event.data()).text());
        }
        return text.toString();
    }

    private static @Nullable Object property(Exchange exchange, String name) {
        return exchange.getProperty(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v2", "/openai/v1"})
    void answersAsARecordWithTokens(String base) throws Exception {
        Exchange exchange =
                ask(base, "", "how many words: one two three", route -> route.convertBodyTo(ChatCompletion.class));

        assertThat(exchange.getException()).isNull();
        ChatCompletion completion = exchange.getMessage().getBody(ChatCompletion.class);
        assertThat(completion.text()).isEqualTo("3 words");
        assertThat(completion.usage()).isNotNull();
        assertThat(property(exchange, ModelArtsConstants.INPUT_TOKENS_PROPERTY))
                .isEqualTo(completion.usage().inputTokens());
        assertThat(property(exchange, ModelArtsConstants.OUTPUT_TOKENS_PROPERTY))
                .isEqualTo(completion.usage().outputTokens());
    }

    @Test
    void streamsTheSameAnswerAndItsTokens() throws Exception {
        Exchange whole = ask("/v2", "", "count to 9", LanguageModelTest::none);
        Exchange streamed = ask(
                "/v1",
                "&streaming=true",
                "count to 9",
                route -> route.process(
                        exchange -> exchange.setVariable("text", readText(events(exchange), Integer.MAX_VALUE))));

        assertThat(streamed.getException()).isNull();
        assertThat(end(streamed)).isEqualTo("COMPLETE");
        assertThat(streamed.getVariable("text"))
                .isEqualTo(ChatCompletion.parse(whole.getMessage().getBody(String.class))
                        .text());
        for (String name :
                new String[] {ModelArtsConstants.INPUT_TOKENS_PROPERTY, ModelArtsConstants.OUTPUT_TOKENS_PROPERTY}) {
            assertThat(property(streamed, name)).isNotNull().isEqualTo(property(whole, name));
        }
    }

    @Test
    void aStreamThatIsLeftStopsTheModel() throws Exception {
        local.maas().tokenPause(Duration.ofMillis(1));
        Streams streams = local.maas().streams();
        int before = streams.closedByClient();
        long tokens = local.maas().tokensGenerated();

        Exchange exchange = ask(
                "/v2",
                "&streaming=true",
                "count to 10000",
                route -> route.process(asked -> {
                    readText(events(asked), 3);
                    events(asked).close();
                }));

        assertThat(exchange.getException()).isNull();
        await().atMost(DEADLINE).until(() -> streams.closedByClient() == before + 1);
        assertThat(local.maas().tokensGenerated() - tokens).isBetween(1L, 9_000L);
    }

    @Test
    void aLimitOfTokensIsARateLimit() throws Exception {
        local.maas().tokensPerMinute(1);
        ask("/v2", "", "count to 20", LanguageModelTest::none);

        Exchange exchange = ask("/v2", "", "count to 2", LanguageModelTest::none);

        ModelArtsOperationFailedException failure = exchange.getException(ModelArtsOperationFailedException.class);
        assertThat(failure.getStatusCode()).isEqualTo(429);
        assertThat(failure.getErrorCode()).isEqualTo("ModelArts.81103");
        assertThat(property(exchange, ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("RATE_LIMIT");
    }

    @Test
    void moderationEndsAStreamWithItsCategory() throws Exception {
        local.maas().moderateAnswers(" 3");

        Exchange exchange = ask("/v2", "&streaming=true", "count to 9", route -> route.process(StreamingTest::readAll));

        ModelArtsStreamException failure = broken(exchange);
        assertThat(failure.getErrorCode()).isEqualTo("ModelArts.81011");
        assertThat(failure.getEvents()).isPositive();
        assertThat(failure).hasMessageContaining("moderation");
        assertThat(property(exchange, ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("VALIDATION");
    }
}
