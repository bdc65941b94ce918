package io.github.camelmodelarts.exchange;

import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.result.TokenUsage;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.support.StreamingTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The exchange says how many tokens a language model used, and responses of other models are not looked at. */
class UsedTokensTest extends StreamingTest {

    private static final String CHAT =
            "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";

    private static ModelAnswer json(String text) {
        return ModelAnswer.of(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Calls services that send this response, one for each path, without streaming. */
    private Exchange call(ModelAnswer response, String... paths) throws Exception {
        answer = response;
        String uri = streaming(service()).replace("&streaming=true", "");
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition route = from("direct:call").errorHandler(noErrorHandler());
                for (String path : paths) {
                    route.to(uri + "&path=" + path);
                }
            }
        });
        return nothingLeft.watched(routes.call("direct:call", "{}"));
    }

    private static void assertTokens(Exchange exchange, @Nullable Long input, @Nullable Long output) {
        assertThat(exchange.getProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY))
                .isEqualTo(input);
        assertThat(exchange.getProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY))
                .isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, true",
        "/openai/v1/chat/completions?a=b, true",
        "/v1/embeddings, true",
        "/v1/rerank, true",
        "/v1/infers, false",
        "/v1/embeddings/other, false",
        "/v1/rerank?to=/rerank, true",
        "/v1/other?to=/rerank, false",
        "/completions, false",
    })
    void countsTokensOfPathsOfLanguageModels(String path, boolean isCounted) {
        ServiceAddress address = ServiceAddress.parse("https://example.com" + path);

        assertThat(UsedTokens.isCountedAt(new Target(address, null, null))).isEqualTo(isCounted);
        assertThat(UsedTokens.isCountedAt(new Target(null, null, path))).isEqualTo(isCounted);
        assertThat(UsedTokens.isCountedAt(new Target(null, null, null))).isFalse();
    }

    @Test
    void tellsTheTokensOfAResponse() throws Exception {
        Exchange exchange = call(json(CHAT), "/v1/chat/completions");

        assertThat(exchange.getException()).isNull();
        assertTokens(exchange, 5L, 2L);
        assertThat(exchange.getMessage().getBody()).isEqualTo(CHAT);
    }

    @Test
    void doesNotLookAtOtherPredictions() throws Exception {
        assertTokens(call(json(CHAT), "/v1/infers"), null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "<html>",
                "{\"choices\":[],\"usage\":null}",
                "{\"choices\":[{\"usage\":{\"prompt_tokens\":5}}]}",
                "{\"text\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":5}\"}",
            })
    void tellsNothingIfTheResponseDoesNotSayIt(String response) {
        assertThat(UsedTokens.in(response)).isNull();
    }

    @Test
    void doesNotParseALargeResponse() throws Exception {
        String large = CHAT.replace("\"a\"", "\"" + "a".repeat(4 << 20) + "\"");

        Exchange exchange = call(json(large), "/v1/chat/completions");

        assertThat(exchange.getMessage().getBody()).isEqualTo(large);
        assertTokens(exchange, null, null);
    }

    @Test
    void tellsTheTokensOfAStreamAtItsEnd() throws Exception {
        AnswerStream stream = AnswerStream.events(
                        "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}",
                        "{\"choices\":[{\"delta\":{\"content\":\"b\"}}],\"usage\":null}",
                        "{\"choices\":[],\"usage\" : {\"prompt_tokens\":5,\"completion_tokens\":2}}")
                .done();

        Exchange exchange = run(
                ModelAnswer.events(stream),
                "&path=/v1/chat/completions",
                route -> route.process(StreamingTest::readAll));

        assertThat(end(exchange)).isEqualTo("COMPLETE");
        assertTokens(exchange, 5L, 2L);
    }

    @Test
    void tellsTheTokensSoFarIfAStreamFails() throws Exception {
        AnswerStream stream = AnswerStream.events("{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}")
                .error("ModelArts.81011", "moderation");

        Exchange exchange = run(
                ModelAnswer.events(stream),
                "&path=/v1/chat/completions",
                route -> route.process(StreamingTest::readAll));

        assertThat(broken(exchange).getErrorCode()).isEqualTo("ModelArts.81011");
        assertTokens(exchange, 5L, 1L);
    }

    @Test
    void forgetsTheTokensOfAnEarlierCall() throws Exception {
        Exchange exchange = call(json(CHAT), "/v1/chat/completions", "/v1/infers");

        assertTokens(exchange, null, null);
    }

    @Test
    void readsTheUsageOfAnEvent() {
        assertThat(UsedTokens.in("{\"usage\":{\"total_tokens\":7}}"))
                .isEqualTo(new UsedTokens(null, new TokenUsage(7, 0, 7)));
    }
}
