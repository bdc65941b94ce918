package io.github.camelmodelarts.local.maas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The client of LangChain4j calls the local MaaS. */
class LangChain4jClientTest {

    private static ModelArtsLocal server;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @AfterEach
    void clear() {
        server.maas().clear();
        server.clearRequests();
    }

    private static OpenAiChatModel.OpenAiChatModelBuilder chat() {
        return OpenAiChatModel.builder()
                .baseUrl(server.maasEndpoint() + "/v2")
                .apiKey(server.credentials().apiKey())
                .modelName(Maas.MODEL)
                .maxRetries(0);
    }

    private static OpenAiEmbeddingModel.OpenAiEmbeddingModelBuilder embeddings() {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(server.maasEndpoint() + "/v1")
                .apiKey(server.credentials().apiKey())
                .modelName(Maas.EMBEDDING_MODEL)
                .maxRetries(0);
    }

    private static final class Reader implements StreamingChatResponseHandler {

        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        private final Consumer<PartialResponseContext> each;

        Reader(Consumer<PartialResponseContext> each) {
            this.each = each;
        }

        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            text.append(part.text());
            each.accept(context);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }

        static Reader read(String question, Consumer<PartialResponseContext> each) {
            Reader reader = new Reader(each);
            OpenAiStreamingChatModel.builder()
                    .baseUrl(server.maasEndpoint() + "/v2")
                    .apiKey(server.credentials().apiKey())
                    .modelName(Maas.MODEL)
                    .build()
                    .chat(question, reader);
            return reader;
        }
    }

    @Test
    void answersAQuestion() {
        ChatResponse response = chat().build().chat(SystemMessage.from("Be brief."), UserMessage.from("count to 3"));

        assertThat(response.aiMessage().text()).isEqualTo("1 2 3");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(3);
    }

    @Test
    void streamsAnAnswerWithItsUsage() throws Exception {
        Reader reader = Reader.read("count to 4", context -> {});

        ChatResponse response = reader.end.get(1, MINUTES);
        assertThat(reader.text).hasToString("1 2 3 4");
        assertThat(response.aiMessage().text()).isEqualTo("1 2 3 4");
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(4);
    }

    @Test
    void stopsTheModelWhenTheReaderCancels() {
        server.maas().tokenPause(Duration.ofMillis(1));
        int left = server.maas().streams().closedByClient();
        long generated = server.maas().tokensGenerated();

        Reader.read("count to 10000", context -> context.streamingHandle().cancel());

        await().until(() -> server.maas().streams().closedByClient() == left + 1);
        assertThat(server.maas().tokensGenerated() - generated).isBetween(1L, 9_999L);
    }

    /** This client ignores the error in a stream. Only the missing reason of the end shows that the answer is not complete. */
    @Test
    void hasNoReasonOfTheEndIfAStreamIsModeratedMidway() throws Exception {
        server.maas().moderateAnswers(" 3");

        ChatResponse response = Reader.read("count to 9", context -> {}).end.get(1, MINUTES);

        assertThat(response.aiMessage().text()).isEqualTo("1 2");
        assertThat(response.finishReason()).isNull();
    }

    @Test
    void sendsToolsThatAreNotCalled() {
        ChatResponse response = chat().build().chat(withTool(UserMessage.from("echo: a")));

        assertThat(response.aiMessage().hasToolExecutionRequests()).isFalse();
        assertThat(response.aiMessage().text()).isEqualTo("a");
        assertThat(server.awaitRequests(1).get(0).bodyText()).contains("\"tools\"", "\"weather\"");
    }

    private static ChatRequest withTool(ChatMessage... messages) {
        ToolSpecification tool = ToolSpecification.builder()
                .name("weather")
                .description("The weather of a city")
                .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
                .build();
        return ChatRequest.builder().messages(messages).toolSpecifications(tool).build();
    }

    @Test
    void rejectsTheResultOfATool() {
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("test-call")
                .name("weather")
                .arguments("{\"city\":\"Kaifeng\"}")
                .build();
        ChatRequest request = withTool(
                UserMessage.from("How is the weather in Kaifeng?"),
                AiMessage.from(call),
                ToolExecutionResultMessage.from(call, "sunny"));

        assertThatThrownBy(() -> chat().build().chat(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ModelArts.81001")
                .hasMessageContaining("results of tools");
    }

    static Stream<OpenAiChatModel.OpenAiChatModelBuilder> optionsThatMaasDoesNotKnow() {
        return Stream.of(
                chat().parallelToolCalls(true),
                chat().store(true),
                chat().metadata(Map.of("a", "b")),
                chat().serviceTier("auto"),
                chat().reasoningEffort("low"),
                chat().logitBias(Map.of("1", 2)));
    }

    @ParameterizedTest
    @MethodSource("optionsThatMaasDoesNotKnow")
    void failsForOptionsThatMaasDoesNotKnow(OpenAiChatModel.OpenAiChatModelBuilder options) {
        assertThatThrownBy(() -> options.build().chat("echo: a"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("extra_forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/openai/v1"})
    void embedsSeveralSegments(String base) {
        List<TextSegment> segments = Stream.of("The river floods the city.", "A flood in the town.", "I like tea.")
                .map(TextSegment::from)
                .toList();

        Response<List<Embedding>> response = embeddings()
                .baseUrl(server.maasEndpoint() + base)
                .maxSegmentsPerBatch(2)
                .build()
                .embedAll(segments);

        assertThat(response.content())
                .hasSize(3)
                .allSatisfy(vector -> assertThat(vector.dimension()).isEqualTo(384));
        assertThat(server.awaitRequests(2)).hasSize(2);
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(8 + 8 + 6);
    }

    @Test
    void readsTheSameNumbersFromBase64() {
        Embedding base64 =
                embeddings().encodingFormat("base64").build().embed("a text").content();

        assertThat(base64).isEqualTo(embeddings().build().embed("a text").content());
    }

    @Test
    void failsForDimensionsOfEmbeddings() {
        assertThatThrownBy(() -> embeddings().dimensions(64).build().embed("a"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("extra_forbidden");
    }

    @Test
    void listsTheModels() {
        List<ModelDescription> models = OpenAiModelCatalog.builder()
                .baseUrl(server.maasEndpoint() + "/v1")
                .apiKey(server.credentials().apiKey())
                .build()
                .listModels();

        assertThat(models).extracting(ModelDescription::name).contains(Maas.MODEL, Maas.EMBEDDING_MODEL);
    }

    private static Class<? extends LangChain4jException> typeOf(MaasError error) {
        return switch (error.status()) {
            case 400 -> InvalidRequestException.class;
            case 401, 403 -> AuthenticationException.class;
            case 404 -> ModelNotFoundException.class;
            default -> RateLimitException.class;
        };
    }

    @ParameterizedTest
    @EnumSource(MaasError.class)
    void failsAsPlanned(MaasError error) {
        server.maas().failNext(2, error.failure());

        assertThatThrownBy(() -> chat().build().chat("echo: a"))
                .isInstanceOf(typeOf(error))
                .hasMessageContaining(error.code());
        assertThatThrownBy(() -> embeddings().build().embed("a"))
                .isInstanceOf(typeOf(error))
                .hasMessageContaining(error.code());
    }

    @Test
    void succeedsWithItsOwnRetryAfter429() {
        server.maas().failNext(1, MaasError.REQUESTS_PER_MINUTE.failure());

        assertThat(chat().maxRetries(1).build().chat("echo: a")).isEqualTo("a");
        assertThat(server.awaitRequests(2)).hasSize(2);
    }
}
