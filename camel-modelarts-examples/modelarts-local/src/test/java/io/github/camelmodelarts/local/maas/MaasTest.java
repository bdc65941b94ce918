package io.github.camelmodelarts.local.maas;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** MaaS as it is on the wire. */
class MaasTest {

    private static final String CHAT = "/v2/chat/completions";

    private static ModelArtsLocal server;
    private static TestCaller caller;

    @BeforeAll
    static void start() {
        TestClock clock = new TestClock();
        server = ModelArtsLocal.builder().clock(clock).start();
        caller = new TestCaller(server, clock);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @AfterEach
    void clear() {
        server.maas().clear();
    }

    private static Map<String, String> key() {
        return Map.of("Authorization", "Bearer " + server.credentials().apiKey());
    }

    private static Answer chat(String body) {
        return caller.api("POST", CHAT, key(), body);
    }

    private static String question(String text, String more) {
        return messages("{\"role\":\"user\",\"content\":\"" + text + "\"}", more);
    }

    private static String messages(String messages, String more) {
        return "{\"model\":\"local-rules\",\"messages\":[" + messages + "]" + more + "}";
    }

    private static JsonNode choice(String body) {
        return chat(body).json().at("/choices/0");
    }

    private static String answerTo(String question, String more) {
        return choice(question(question, more)).at("/message/content").asText();
    }

    @ParameterizedTest
    @CsvSource({
        "'echo: Grüße, 世界', 'Grüße, 世界'",
        "please count to 3, 1 2 3",
        "how many characters: 你好, 2 characters",
        "sentiment: The staff was friendly and fast, positive",
        "sentiment: slow and rude, negative",
        "classify: it is a chair, neutral",
        "?!, There is no question.",
    })
    void answersByItsRules(String question, String answer) {
        assertThat(answerTo(question, "")).isEqualTo(answer);
    }

    @Test
    void theSeedChoosesTheBeginning() {
        String question = "Which river flows through Kaifeng?";

        assertThat(answerTo(question, ",\"seed\":7"))
                .endsWith(" through, Kaifeng, Which.")
                .isEqualTo(answerTo(question, ",\"seed\":7"));
        assertThat(LongStream.range(0, 50)
                        .mapToObj(seed -> RuleModel.answer(question, List.of(), seed))
                        .distinct())
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"'one two, three', 4", "世界 ok, 3", "'', 0", "'a\nb', 3", "😀, 1"})
    void countsTokens(String text, int count) {
        assertThat(Tokens.count(text)).isEqualTo(count);
        assertThat(String.join("", Tokens.of(text))).isEqualTo(text);
    }

    @Test
    void tellsTheStopTextThatEndedTheAnswer() {
        JsonNode choice = choice(question("count to 9", ",\"stop\":\" 3\""));

        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.path("stop_reason").asText()).isEqualTo(" 3");
        assertThat(choice.at("/message/content").asText()).isEqualTo("1 2");
    }

    @Test
    void continuesAPrefix() {
        String prefix = "{\"role\":\"assistant\",\"content\":\"1 2\",\"prefix\":true}";
        String body = messages("{\"role\":\"user\",\"content\":\"count to 4\"}," + prefix, "");

        assertThat(choice(body).at("/message/content").asText()).isEqualTo(" 3 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinking", "enable_thinking"})
    void thinksIfAsked(String field) {
        String body = question("count to 3", ",\"chat_template_kwargs\":{\"" + field + "\":true},\"max_tokens\":11");

        JsonNode message = choice(body).path("message");

        assertThat(message.path("reasoning_content").asText()).isEqualTo("The rule \"count\" fits the question.");
        assertThat(message.path("content").asText()).isEqualTo("1");
    }

    @Test
    void readsTextInParts() {
        String parts = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"echo: a\"},"
                + "{\"type\":\"text\",\"text\":\" b\"}]}";

        assertThat(choice(messages(parts, "")).at("/message/content").asText()).isEqualTo("a b");
    }

    @Test
    void streamsEventsUntilDone() {
        Answer answer = chat(question("echo: a b", ",\"stream\":true"));

        List<String> lines = answer.response().body().lines().toList();
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(lines).filteredOn(line -> !line.isEmpty()).allMatch(line -> line.startsWith("data: "));
        assertThat(lines.get(0)).contains("\"object\":\"chat.completion.chunk\"", "\"role\":\"assistant\"");
        assertThat(lines.get(2)).contains("\"delta\":{\"content\":\"a\"}");
        assertThat(lines).noneMatch(line -> line.contains("usage"));
        assertThat(lines.get(lines.size() - 2)).isEqualTo("data: [DONE]");
    }

    @Test
    void sendsTheErrorOfAModeratedStreamAsItsLastEvent() {
        server.maas().moderateAnswers("b");

        Answer answer = chat(question("echo: a b", ",\"stream\":true"));

        List<String> lines = answer.response().body().lines().toList();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(lines.get(lines.size() - 2)).startsWith("data: {\"error\":{\"code\":\"ModelArts.81011\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"model\":\"local-rules\"}",
                "{\"model\":\"local-rules\",\"messages\":[]}",
                "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                "{\"model\":\"local-rules\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"a\"}]}",
                "{\"model\":\"local-rules\",\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":[]}]}",
                "{\"model\":\"local-rules\",\"messages\":[{\"role\":\"user\",\"content\":null}]}",
                "{\"model\":\"local-rules\",\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"prefix\":true}]}",
                "{\"model\":\"local-rules\",\"messages\":[\"a\"]}"
            })
    void rejectsWrongBodies(String body) {
        assertIsBadRequest(chat(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":2",
                "\"logprobs\":true",
                "\"max_tokens\":0",
                "\"max_tokens\":1.5",
                "\"temperature\":3",
                "\"temperature\":\"hot\"",
                "\"top_p\":-1",
                "\"stop\":[1]",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]",
                "\"stream\":\"yes\"",
                "\"stream_options\":{\"include_usage\":true}",
                "\"response_format\":{\"type\":\"xml\"}",
                "\"response_format\":\"json\"",
                "\"stream_options\":5",
                "\"chat_template_kwargs\":[]",
                "\"top_logprobs\":\"many\"",
                "\"response_format\":{\"type\":\"json_schema\"}",
                "\"response_format\":{\"type\":\"text\",\"schema\":{}}"
            })
    void rejectsFieldsThatTheModelCannotFollow(String field) {
        assertIsBadRequest(chat(question("echo: a", "," + field)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":1",
                "\"n\":null",
                "\"max_tokens\":3000000000",
                "\"temperature\":0.5",
                "\"stream_options\":null",
                "\"tools\":[]",
                "\"stop\":null"
            })
    void acceptsFieldsOfOpenAi(String field) {
        assertThat(answerTo("echo: a", "," + field)).isEqualTo("a");
    }

    private static void assertIsBadRequest(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("ModelArts.81001");
    }

    @Test
    void rejectsUnknownFields() {
        Answer ofBody = chat(question("echo: a", ",\"store\":true"));
        Answer ofMessage = chat(messages("{\"role\":\"user\",\"content\":\"a\",\"id\":1}", ""));

        assertIsBadRequest(ofBody);
        assertThat(ofBody.message()).contains("extra_forbidden", "store");
        assertThat(ofMessage.message()).contains("extra_forbidden", "id");
    }

    private static String picture(int width, int height, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file.toByteArray());
    }

    private static String withPictures(String... uris) {
        String parts = Stream.of(uris)
                .map(uri -> ",{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + uri + "\"}}")
                .collect(Collectors.joining());
        return messages(
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is this?\"}" + parts + "]}", "");
    }

    @Test
    void readsSizeAndColourOfPictures() throws Exception {
        Answer answer = chat(withPictures(
                picture(30, 20, Color.WHITE), picture(7, 9, new Color(20, 60, 200)), picture(5, 5, Color.RED)));

        assertThat(answer.json().at("/choices/0/message/content").asText())
                .isEqualTo(
                        "This is a picture of 30 x 20 pixels, mostly white, and a picture of 7 x 9 pixels, mostly blue, "
                                + "and a picture of 5 x 5 pixels, mostly red.");
        assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(1 + 4 + 3 * 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:,",
                "https://localhost/a.png",
                "data:image/png;base64,*",
                "data:image/png;base64,",
                "data:image/png;base64,aGVsbG8="
            })
    void rejectsPicturesThatItCannotRead(String uri) {
        Answer answer = chat(withPictures(uri));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("ModelArts.81118");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"json_object\"} | {\"answer\":\"negative\"}",
                "{\"type\":\"text\"} | negative",
                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\",\"properties\":{"
                        + "\"mood\":{\"enum\":[\"positive\",\"negative\"]},\"days\":{\"type\":\"integer\"},\"weight\":{\"type\":\"number\"},"
                        + "\"urgent\":{\"type\":\"boolean\"},\"other\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}}}"
                        + " | {\"mood\":\"negative\",\"days\":3,\"weight\":-2.5,\"urgent\":true,\"other\":[0.0]}",
            })
    void answersInTheFormatOfTheRequest(String format, String answer) {
        assertThat(answerTo("sentiment: late by 3 days, -2.5 kg, yes", ",\"response_format\":" + format))
                .isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":[\"null\",\"integer\"]} | 3",
                "{\"const\":7} | 7",
                "{\"properties\":{\"a\":{}}} | {\"a\":\"3 tables\"}",
                "{\"enum\":{\"a\":1}} | \"3 tables\"",
                "{\"enum\":[1,2]} | 1",
                "{\"type\":\"null\"} | null"
            })
    void followsSimpleSchemas(String schema, String answer) {
        assertThat(answerTo("echo: 3 tables", withSchema(schema))).isEqualTo(answer);
    }

    private static String withSchema(String schema) {
        return ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":" + schema + "}}";
    }

    @Test
    void rejectsSchemasThatItDoesNotFollow() {
        assertIsBadRequest(chat(question("echo: a", withSchema("{\"anyOf\":[{\"type\":\"string\"}]}"))));
        String deep = "{\"type\":\"array\",\"items\":".repeat(500) + "{}" + "}".repeat(500);
        assertIsBadRequest(chat(question("echo: a", withSchema(deep))));
        String wide =
                IntStream.range(0, 2_000).mapToObj(i -> "\"p" + i + "\":{}").collect(Collectors.joining(","));
        assertIsBadRequest(chat(question("echo: " + "a".repeat(1_000), withSchema("{\"properties\":{" + wide + "}}"))));
    }

    @Test
    void givesThePlannedAnswersFirst() {
        server.maas().answerNext("no JSON", "2 b");

        assertThat(answerTo("echo: a", ",\"response_format\":{\"type\":\"json_object\"}"))
                .isEqualTo("no JSON");
        assertThat(answerTo("echo: a", "")).isEqualTo("2 b");
        assertThat(answerTo("echo: a", "")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Other, test, 400, ModelArts.81002",
        "Authorization, Basic dGVzdA==, 400, ModelArts.81002",
        "Authorization, Bearer test-other-key, 401, ModelArts.81003"
    })
    void rejectsOtherProofs(String header, String value, int status, String code) {
        Answer answer = caller.api("POST", CHAT, Map.of(header, value), question("echo: a", ""));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void errorsHaveTheShapeOfMaas() {
        Answer answer = caller.api("POST", CHAT, Map.of("x-span-id", "test-span-1"), "");

        JsonNode body = answer.json();
        assertThat(body.at("/error/code").asText()).isEqualTo("ModelArts.81002");
        assertThat(body.at("/error/message").asText())
                .isEqualTo(answer.message())
                .isNotEmpty();
        assertThat(body.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(body.at("/error/param").isNull()).isTrue();
        assertThat(body.path("span_id").asText()).isEqualTo("test-span-1");
    }

    @Test
    void failsInOtherShapesAsPlanned() {
        server.maas()
                .failNext(1, MaasError.vllm(404, "NotFoundError", "The model `a` does not exist."))
                .failNext(1, MaasError.BAD_REQUEST.failureAsEvent());

        Answer ofVllm = chat(question("echo: a", ""));
        Answer event = chat(question("echo: a", ",\"stream\":true"));

        assertThat(ofVllm.json().path("code").isInt()).isTrue();
        assertThat(ofVllm.json().path("object").asText()).isEqualTo("error");
        assertThat(event.status()).isEqualTo(400);
        assertThat(event.response().body()).startsWith("data: {\"error\":{\"code\":\"ModelArts.81001\"");
    }

    /** The code of the README. */
    @Test
    void failsAsTheReadmeSays() {
        ModelArtsLocal modelArts = server;
        modelArts
                .maas()
                .addModel("test-model")
                .tokenPause(Duration.ofMillis(50))
                .requestsPerMinute(60)
                .tokensPerMinute(10_000)
                .moderatePrompts("secret plan")
                .moderateAnswers("42")
                .failNext(1, MaasError.FROZEN.failure())
                .failNext(1, MaasError.vllm(404, "NotFoundError", "The model does not exist."))
                .failNext(1, MaasError.BAD_REQUEST.failureAsEvent());

        assertThat(Stream.generate(() -> chat(question("echo: 42", ""))).limit(4))
                .extracting(Answer::status)
                .containsExactly(403, 404, 400, 403);
    }

    @ParameterizedTest
    @CsvSource({"GET, /v2/chat/completions", "POST, /v1/models"})
    void rejectsOtherMethods(String method, String path) {
        Answer answer = caller.api(method, path, key(), "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.response().body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }

    @Test
    void leavesOtherPathsToTheOtherApis() {
        String project = server.credentials().projectId();

        assertThat(caller.manage("GET", "/v1/" + project + "/services", "").status())
                .isEqualTo(200);
        assertThat(caller.manage("GET", "/v2/" + project + "/services", "").status())
                .isEqualTo(200);
        assertThat(caller.api("GET", "/v1/models/local-rules", key(), "").status())
                .isEqualTo(404);
        assertThat(caller.api("POST", "/openai/v1/other", key(), "").status()).isEqualTo(404);
    }
}
