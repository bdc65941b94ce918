package io.github.camelmodelarts.exchange;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import javax.imageio.ImageIO;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.result.ChatChunk;
import io.github.camelmodelarts.api.result.ChatCompletion;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Streams;
import io.github.camelmodelarts.local.maas.ChatModel;
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
        return ask("API_KEY", local.maasEndpoint() + base, options, question, steps);
    }

    private Exchange ask(String authType, String base, String options, String question, Consumer<RouteDefinition> steps)
            throws Exception {
        String uri = "modelarts:predict?authType=" + authType + "&maxRetries=0&address=" + base + "/chat/completions"
                + options;
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

    /** What a client that can only send {@code Bearer} can't do. */
    @ParameterizedTest
    @EnumSource(
            value = Scheme.class,
            names = {"AK_SK", "APP_SIGNATURE", "APP_CODE", "TOKEN"})
    void aServiceOfOnesOwnAnswersAndStreamsWithEachAuthentication(Scheme scheme) throws Exception {
        String name = "chat-" + scheme;
        ChatModel model = new ChatModel();
        local.addService(name, model).accepts(scheme);
        local.clearRequests();

        Exchange whole = ask(scheme.name(), local.address(name) + "/v1", "", "count to 9", LanguageModelTest::none);
        Exchange streamed = ask(
                scheme.name(),
                local.address(name) + "/v1",
                "&streaming=true",
                "count to 9",
                route -> route.process(
                        exchange -> exchange.setVariable("text", readText(events(exchange), Integer.MAX_VALUE))));

        assertThat(local.awaitRequests(2)).extracting(RecordedRequest::scheme).containsOnly(scheme);
        assertThat(ChatCompletion.parse(whole.getMessage().getBody(String.class))
                        .text())
                .isEqualTo("1 2 3 4 5 6 7 8 9")
                .isEqualTo(streamed.getVariable("text"));
        assertThat(end(streamed)).isEqualTo("COMPLETE");
        assertThat(property(streamed, ModelArtsConstants.OUTPUT_TOKENS_PROPERTY))
                .isEqualTo(9L);
        assertThat(model.tokensGenerated()).isEqualTo(2 * 9);
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

    /** Some gateways in front of several models send the name of the one that wrote a part. */
    @Test
    void theModelMayHaveAnotherNameInEachEvent() throws Exception {
        answer = ModelAnswer.events(AnswerStream.events(
                        "{\"model\":\"a\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one \"}}]}",
                        "{\"model\":\"b\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"two\"}}]}",
                        "{\"model\":null,\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}")
                .done());

        Exchange exchange = ask(
                "API_KEY",
                local.address(service().name()) + "/v1",
                "&streaming=true",
                "a",
                route -> route.process(asked -> asked.setVariable("text", readText(events(asked), Integer.MAX_VALUE))));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("text")).isEqualTo("one two");
        assertThat(property(exchange, ModelArtsConstants.OUTPUT_TOKENS_PROPERTY))
                .isEqualTo(2L);
    }

    /** A picture that can't be compressed. */
    private static byte[] noise() throws IOException {
        BufferedImage image = new BufferedImage(1700, 1500, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }

    @Test
    void sendsAPictureThatMakesTheBodyLargerThan8Megabytes(@TempDir Path folder) throws Exception {
        Path picture = Files.write(folder.resolve("noise.png"), noise());
        Object part = Map.of("type", "image_url", "image_url", Map.of("url", picture));
        Object body =
                Map.of("model", Maas.MODEL, "messages", List.of(Map.of("role", "user", "content", List.of(part))));
        local.clearRequests();

        Exchange exchange = routes.send(
                "modelarts:predict?authType=API_KEY&bodyType=DATA_URL&address=" + local.maasEndpoint()
                        + "/v2/chat/completions",
                body);

        assertThat(exchange.getException()).isNull();
        assertThat(ChatCompletion.parse(exchange.getMessage().getBody(String.class))
                        .text())
                .startsWith("This is a picture of 1700 x 1500 pixels");
        assertThat(local.awaitRequests(1).get(0).bodyLength()).isGreaterThan(9L << 20);
    }

    /** The limit of MaaS for images (Huawei, ModelArts Studio, "Image generation"). */
    @Test
    void aBodyOverTheLimitOf8MegabytesFailsWithTheLimit() throws Exception {
        String name = "images";
        local.addService(name, request -> ModelAnswer.json(Map.of())).bodyLimit(8 << 20);

        Exchange exchange = routes.send(
                "modelarts:predict?authType=API_KEY&address=" + local.address(name) + "/v1/images/generations",
                "{\"image\":\"" + "A".repeat(8 << 20) + "\"}");

        ModelArtsOperationFailedException failure = exchange.getException(ModelArtsOperationFailedException.class);
        assertThat(failure.getStatusCode()).isEqualTo(413);
        assertThat(failure.getHint()).contains("send less");
        assertThat(property(exchange, ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("VALIDATION");
    }
}
