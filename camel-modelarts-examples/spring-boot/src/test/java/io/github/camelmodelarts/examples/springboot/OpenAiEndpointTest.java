package io.github.camelmodelarts.examples.springboot;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.local.maas.MaasError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** OpenAI's own client for Java calls the language model through the application. */
@CamelSpringBootTest
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "upload.limit=200KB")
class OpenAiEndpointTest {

    private static final String CLIENT_KEY = "test-key-of-the-client";
    private static final String WORD =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";

    @LocalServerPort
    private int port;

    @Autowired
    private LocalServices local;

    @Autowired
    private ObjectMapper json;

    private final HttpClient http = HttpClient.newHttpClient();
    private OpenAIClient client;
    private Service service;

    @BeforeEach
    void start() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/v1")
                .apiKey(CLIENT_KEY)
                .maxRetries(0)
                .build();
        service = local.server().service("chat");
        local.server().clearRequests();
    }

    @AfterEach
    void close() {
        service.clear();
        client.close();
    }

    private static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder().model(Maas.MODEL).addUserMessage(text);
    }

    private ChatCompletion ask(ChatCompletionCreateParams.Builder question) {
        return client.chat().completions().create(question.build());
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    private HttpResponse<String> post(String contentType, BodyPublisher body) throws Exception {
        return send(request("/v1/chat/completions")
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    private static String body(String question, boolean streamed) {
        return """
                {"model": "local-rules", "messages": [{"role": "user", "content": "%s"}], "stream": %s}""".formatted(question, streamed);
    }

    /** Checks that a response is an error in OpenAI's shape, and returns its object. */
    private JsonNode error(int status, HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode body = json.readTree(response.body());
        assertThat(body.fieldNames()).toIterable().containsExactly("error");
        JsonNode error = body.get("error");
        assertThat(error.fieldNames()).toIterable().containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.get("message").asText()).isNotEmpty();
        return error;
    }

    @Test
    void returnsAWholeAnswer() {
        ChatCompletion completion = ask(question("how many words: one two three"));

        assertThat(completion.choices().get(0).message().content()).hasValue("3 words");
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(2);
    }

    @Test
    void streamsTheWordsAndTheUsage() {
        ChatCompletionCreateParams params = question("count to 4")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }

        assertThat(chunks).extracting(OpenAiEndpointTest::text).containsExactly("", "1", " 2", " 3", " 4", "", "");
        assertThat(chunks.get(6).usage().orElseThrow().completionTokens()).isEqualTo(4);
    }

    @Test
    void listsTheModels() {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly(Maas.MODEL);
    }

    @Test
    void handsOnWordsAtOnceAndStopsTheModelWhenTheClientLeaves(CapturedOutput log) {
        int left = service.streams().closedByClient();
        Instant closed;

        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question("count to 10000").build())) {
            // the whole answer would take minutes
            assertThat(stream.stream().limit(3).map(OpenAiEndpointTest::text)).containsExactly("", "1", " 2");
            closed = Instant.now();
        }

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.streams().closedByClient() == left + 1);
        var streams = service.streams().recorded();
        System.out.println("The service saw the end "
                + Duration.between(closed, streams.get(streams.size() - 1).ended())
                        .toMillis()
                + " ms after the client had closed its stream");
        long generated = local.chat().tokensGenerated();
        await().during(Duration.ofMillis(200)).until(() -> local.chat().tokensGenerated() == generated);
        assertThat(log).doesNotContain("Broken pipe", "WARN");
    }

    @Test
    void sendsTheBodyAndNothingElseOfTheClient() throws Exception {
        String body = body("echo: grün", false);

        send(request("/v1/chat/completions?key=secret-query")
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Authorization", "Bearer " + CLIENT_KEY)
                .header("Cookie", "session=test-cookie")
                .header("X-Api-Key", CLIENT_KEY)
                .POST(BodyPublishers.ofString(body))
                .build());

        RecordedRequest sent = local.server().awaitRequests(1).get(0);
        assertThat(sent.scheme()).isEqualTo(Scheme.AK_SK);
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.bodyText()).isEqualTo(body);
        assertThat(sent.header("Authorization")).startsWith("SDK-HMAC-SHA256 ");
        assertThat(sent.target()).endsWith("/v1/chat/completions");
        assertThat(sent.headers().toString()).doesNotContain(CLIENT_KEY, "test-cookie", "secret-query");
    }

    @Test
    void hidesTheKeyOfOpenAisClientFromTheService() {
        ask(question("echo: a"));

        RecordedRequest sent = local.server().awaitRequests(1).get(0);
        assertThat(sent.headers().toString()).doesNotContain(CLIENT_KEY).doesNotContainIgnoringCase("stainless");
    }

    @Test
    void reportsAnUnknownModel() {
        assertThatThrownBy(() -> ask(question("echo: a").model("test-model")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("The model test-model does not exist");
    }

    @Test
    void reportsAFieldThatTheServiceDoesNotAccept() {
        assertThatThrownBy(() -> ask(question("echo: a").putAdditionalBodyProperty("test_field", JsonValue.from(1))))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        failure -> assertThat(failure.type()).hasValue("invalid_request_error"))
                .hasMessageContaining("test_field");
    }

    @Test
    void reportsHowLongToWaitAfterTooManyRequests() {
        service.failWith(Refusals.throttled(1, Duration.ofMinutes(1)).withHeader("Retry-After", "7"));

        RateLimitException failure = catchThrowableOfType(RateLimitException.class, () -> ask(question("echo: a")));

        assertThat(failure.headers().values("Retry-After")).containsExactly("7");
        assertThat(failure).hasMessageContaining("throttling threshold");
        assertThat(failure.type()).hasValue("rate_limit_error");
        assertThat(failure.code()).hasValue("APIG.0308");
        // the client retries, not the application
        assertThat(local.server().requests()).hasSize(1);
    }

    static Stream<Arguments> failures() {
        byte[] half = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of(Refusals.backendUnavailable(), 502, InternalServerException.class, "The service failed"),
                Arguments.of(Refusals.backendTimeout(), 504, InternalServerException.class, "did not respond in time"),
                Arguments.of(
                        Failure.cutBeforeAnswer(), 502, InternalServerException.class, "The service cannot be reached"),
                Arguments.of(
                        Failure.cutInBody(200, "application/json", half),
                        502,
                        InternalServerException.class,
                        "The service's response broke off"),
                // the address is wrong, which the client cannot correct
                Arguments.of(Refusals.noSuchApi(), 502, InternalServerException.class, "The service failed"),
                Arguments.of(
                        MaasError.MODERATED.failure(), 403, PermissionDeniedException.class, "rejected by moderation"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void reportsAFailureOfTheService(
            Failure failure, int status, Class<? extends OpenAIServiceException> type, String text) {
        service.failWith(failure);

        OpenAIServiceException reported = catchThrowableOfType(type, () -> ask(question("echo: a")));

        assertThat(reported.statusCode()).isEqualTo(status);
        assertThat(reported).hasMessageContaining(text);
        assertThat(reported.body().toString())
                .doesNotContain(URI.create(local.server().address("chat")).getAuthority());
    }

    static Stream<Failure> rejections() {
        return Stream.of(
                Refusals.badAccessKeySignature("POST\n/v1/infers/changed/\n\nhost:inner.example.com"),
                Refusals.unknownAccessKey("test-access-key"),
                Refusals.appNotAuthorized());
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void hidesWhyTheServiceRejectsTheCredentialsOfTheApplication(Failure rejection) throws Exception {
        service.failWith(rejection);

        HttpResponse<String> response = post("application/json", BodyPublishers.ofString(body("echo: a", true)));

        JsonNode error = error(502, response);
        assertThat(error.get("message").asText())
                .isEqualTo("The service rejected this application's credentials."
                        + " The operator of this application finds the reason in its log.");
        assertThat(response.body())
                .doesNotContain(
                        service.id(),
                        "/v1/infers",
                        "canonical",
                        "inner.example.com",
                        "test-access-key",
                        URI.create(local.server().address("chat")).getAuthority());
        // three rejections in a row would pause the key; an answer shows that the key is correct
        service.clear();
        assertThat(ask(question("echo: a")).choices()).hasSize(1);
    }

    @Test
    void showsNoKeyOfTheApplicationInAnyResponse() throws Exception {
        Credentials keys = local.server().credentials();
        List<HttpResponse<String>> responses = List.of(
                send(request("/v1/models").build()),
                post("application/json", BodyPublishers.ofString(body("echo: a", false))),
                post("application/json", BodyPublishers.ofString(body("echo: a", true))),
                post("application/json", BodyPublishers.ofString("{")),
                send(request("/v1/unknown").build()));

        assertThat(responses).extracting(HttpResponse::statusCode).containsExactly(200, 200, 200, 400, 404);
        for (HttpResponse<String> response : responses) {
            assertThat(response.headers().map() + response.body())
                    .doesNotContain(keys.accessKey(), keys.secretKey(), keys.appKey(), keys.appSecret())
                    .doesNotContain(keys.appCode(), service.id(), "SDK-HMAC-SHA256");
        }
    }

    private void letTheServiceStream(String events) {
        service.failWith(Failure.answer(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void handsOnAnErrorInTheMiddleOfAStream() {
        letTheServiceStream(
                WORD + "data: {\"error\":{\"code\":\"ModelArts.81011\",\"message\":\"test: moderated\"}}\n\n");
        StringBuilder read = new StringBuilder();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question("echo: a").build())) {
            assertThatThrownBy(() -> stream.stream().forEach(chunk -> read.append(text(chunk))))
                    .isInstanceOf(OpenAIException.class)
                    .hasMessageContaining("test: moderated");
        }

        assertThat(read).hasToString("one");
    }

    @Test
    void endsABrokenStreamWithAnError() throws Exception {
        service.failWith(Failure.cutInBody(
                200, "text/event-stream", (WORD + ":" + " ".repeat(WORD.length())).getBytes(StandardCharsets.UTF_8)));

        String events = post("application/json", BodyPublishers.ofString(body("echo: a", true)))
                .body();

        assertThat(events).startsWith("data: {\"choices\":").doesNotContain("[DONE]", "127.0.0.1");
        assertThat(json.readTree(events.substring(events.lastIndexOf("data: ") + 6))
                        .at("/error/message")
                        .asText())
                .isEqualTo("The service's response broke off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=a"})
    void refusesARequestThatIsNotJson(String contentType) throws Exception {
        JsonNode error = error(415, post(contentType, BodyPublishers.ofString(body("echo: 100% & more", false))));

        assertThat(error.get("message").asText()).contains("Content-Type: application/json");
        assertThat(local.server().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesARequestOverTheLimit(boolean hasLength) throws Exception {
        byte[] body = body("a".repeat(200 * 1024), false).getBytes(StandardCharsets.UTF_8);

        JsonNode error = error(
                413,
                post(
                        "application/json",
                        hasLength
                                ? BodyPublishers.ofByteArray(body)
                                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(error.get("message").asText()).contains("204800 bytes");
        assertThat(local.server().requests()).isEmpty();
    }

    @Test
    void acceptsARequestWithoutALength() throws Exception {
        byte[] body = body("echo: a", false).getBytes(StandardCharsets.UTF_8);

        assertThat(post("application/json", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/v1/embeddings, 404", "/v1/chat/completions, 405"})
    void reportsAnUnknownPathOrMethodInTheSameShape(String path, int status) throws Exception {
        error(status, send(request(path).build()));
    }
}
