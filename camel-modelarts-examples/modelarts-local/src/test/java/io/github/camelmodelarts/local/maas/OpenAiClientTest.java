package io.github.camelmodelarts.local.maas;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** OpenAI's own client for Java calls the local MaaS. */
class OpenAiClientTest {

    private static final TestClock CLOCK = new TestClock();

    private static ModelArtsLocal server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.builder().clock(CLOCK).start();
        client = client("/v1", server.credentials().apiKey());
    }

    @AfterAll
    static void close() {
        client.close();
        server.close();
    }

    @AfterEach
    void clear() {
        server.maas().clear();
    }

    private static OpenAIClient client(String base, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.maasEndpoint() + base)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder().model(Maas.MODEL).addUserMessage(text);
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder question) {
        return client.chat().completions().create(question.build());
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v2", "/openai/v1"})
    void answersAtEachBase(String base) {
        OpenAIClient ofBase = client(base, server.credentials().apiKey());

        ChatCompletion completion = ofBase.chat()
                .completions()
                .create(question("How many words: one two three").build());

        assertThat(completion.choices().get(0).message().content()).hasValue("3 words");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(completion.model()).isEqualTo(Maas.MODEL);
        assertThat(completion.created()).isEqualTo(CLOCK.instant().getEpochSecond());
        assertThat(ofBase.models().list().data()).extracting(Model::id).contains(Maas.MODEL);
        ofBase.close();
    }

    @Test
    void countsTheTokens() {
        ChatCompletion completion = ask(question("echo: one two, three"));

        var usage = completion.usage().orElseThrow();
        assertThat(usage.promptTokens()).isEqualTo(1 + 6);
        assertThat(usage.completionTokens()).isEqualTo(4);
        assertThat(usage.totalTokens()).isEqualTo(11);
    }

    @Test
    void endsAtMaxTokens() {
        ChatCompletion completion = ask(question("count to 9").maxCompletionTokens(3));

        assertThat(completion.choices().get(0).message().content()).hasValue("1 2 3");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    }

    @Test
    void endsBeforeAStopText() {
        ChatCompletion completion =
                ask(question("count to 9").stop(ChatCompletionCreateParams.Stop.ofStrings(List.of("7", " 4"))));

        assertThat(completion.choices().get(0).message().content()).hasValue("1 2 3");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void streamsTheTokensAndTheUsage() {
        int before = server.maas().streams().recorded().size();
        ChatCompletionCreateParams params = question("count to 4")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }

        assertThat(chunks).extracting(OpenAiClientTest::text).containsExactly("", "1", " 2", " 3", " 4", "", "");
        assertThat(chunks.get(5).choices().get(0).finishReason())
                .hasValue(ChatCompletionChunk.Choice.FinishReason.STOP);
        assertThat(chunks.get(6).choices()).isEmpty();
        assertThat(chunks.get(6).usage().orElseThrow().completionTokens()).isEqualTo(4);
        assertThat(server.maas().streams().recorded().get(before).end()).isEqualTo(StreamEnd.COMPLETE);
    }

    @Test
    void stopsTheModelWhenTheReaderOfAStreamLeaves() {
        server.maas().tokenPause(Duration.ofMillis(1));
        int left = server.maas().streams().closedByClient();
        long generated = server.maas().tokensGenerated();

        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question("count to 10000").build())) {
            assertThat(stream.stream().limit(3)).hasSize(3);
        }

        await().until(() -> server.maas().streams().closedByClient() == left + 1);
        assertThat(server.maas().streams().open()).isZero();
        assertThat(server.maas().tokensGenerated() - generated).isBetween(2L, 9_999L);
    }

    static Stream<Arguments> errors() {
        return Stream.of(MaasError.values()).map(error -> arguments(error, typeOf(error.status())));
    }

    private static Class<? extends OpenAIServiceException> typeOf(int status) {
        return switch (status) {
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 403 -> PermissionDeniedException.class;
            case 404 -> NotFoundException.class;
            default -> RateLimitException.class;
        };
    }

    @ParameterizedTest
    @MethodSource("errors")
    void failsAsPlanned(MaasError error, Class<? extends OpenAIServiceException> type) {
        server.maas().failNext(1, error.failure());

        OpenAIServiceException failure = catchThrowableOfType(type, () -> ask(question("echo: a")));

        assertThat(failure.code()).hasValue(error.code());
        assertThat(failure.statusCode()).isEqualTo(error.status());
        assertThat(ask(question("echo: a")).choices()).hasSize(1);
    }

    @Test
    void rejectsAnotherKey() {
        try (Closing other = new Closing(client("/v1", "test-other-key"))) {
            assertThatThrownBy(() -> other.client()
                            .chat()
                            .completions()
                            .create(question("echo: a").build()))
                    .isInstanceOfSatisfying(
                            UnauthorizedException.class,
                            failure -> assertThat(failure.code()).hasValue("ModelArts.81003"));
        }
    }

    private record Closing(OpenAIClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void knowsOnlyItsModels() {
        assertThatThrownBy(() -> ask(question("echo: a").model("test-model")))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        failure -> assertThat(failure.code()).hasValue("ModelArts.81009"));

        server.maas().addModel("test-model");

        assertThat(ask(question("echo: a").model("test-model")).model()).isEqualTo("test-model");
    }

    @Test
    void limitsTheRequestsOfAMinute() {
        CLOCK.move(Duration.ofMinutes(1));
        server.maas().requestsPerMinute(2);
        ask(question("echo: a"));
        ask(question("echo: a"));

        assertThatThrownBy(() -> ask(question("echo: a")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        failure -> assertThat(failure.code()).hasValue("ModelArts.81101"));

        CLOCK.move(Duration.ofMinutes(1));
        assertThat(ask(question("echo: a")).choices()).hasSize(1);
    }

    @Test
    void limitsTheTokensOfAMinute() {
        server.maas().tokensPerMinute(10);
        ask(question("count to 20"));

        assertThatThrownBy(() -> ask(question("echo: a")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        failure -> assertThat(failure.code()).hasValue("ModelArts.81103"));

        CLOCK.move(Duration.ofMinutes(1));
        assertThat(ask(question("echo: a")).choices()).hasSize(1);
    }

    @Test
    void moderatesAStreamMidway() {
        server.maas().moderateAnswers(" 3");
        StringBuilder read = new StringBuilder();

        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question("count to 9").build())) {
            assertThatThrownBy(() -> stream.stream().forEach(chunk -> read.append(text(chunk))))
                    .isInstanceOf(OpenAIException.class);
        }

        assertThat(read).hasToString("1 2");
    }

    @Test
    void moderatesPromptsAndWholeAnswers() {
        server.maas().moderatePrompts("Secret plan").moderateAnswers("8 9");

        for (String question : List.of("the secret plan", "count to 9")) {
            assertThatThrownBy(() -> ask(question(question)))
                    .isInstanceOfSatisfying(
                            PermissionDeniedException.class,
                            failure -> assertThat(failure.code()).hasValue("ModelArts.81011"));
        }
    }

    @Test
    void recordsTheRequests() {
        server.clearRequests();

        ask(question("echo: a"));

        RecordedRequest request = server.awaitRequests(1).get(0);
        assertThat(request.service()).isEqualTo("maas");
        assertThat(request.scheme()).isEqualTo(Scheme.API_KEY);
        assertThat(request.status()).isEqualTo(200);
    }
}
