package io.github.camelmodelarts.local.maas;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
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

/** A language model as a service of one's own. */
class ChatModelTest {

    private static final String QUESTION =
            "{\"model\":\"local-rules\",\"messages\":[{\"role\":\"user\",\"content\":\"count to 3\"}]";

    private static final ChatModel MODEL = new ChatModel().tokenPause(Duration.ofMillis(1));

    private static ModelArtsLocal server;
    private static TestCaller caller;

    @BeforeAll
    static void start() {
        TestClock clock = new TestClock();
        server = ModelArtsLocal.builder().clock(clock).start();
        caller = new TestCaller(server, clock);
        server.addService("chat", MODEL);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Answer call(String method, String path, String body) {
        String address = server.address("chat").substring(server.maasEndpoint().length());
        return caller.api(
                method,
                address + path,
                Map.of("X-Apig-AppCode", server.credentials().appCode()),
                body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/sse"})
    void answersAndStreams(String path) {
        long before = MODEL.tokensGenerated();

        Answer whole = call("POST", path, QUESTION + "}");
        Answer stream = call("POST", path, QUESTION + ",\"stream\":true}");

        assertThat(whole.json().at("/choices/0/message/content").asText()).isEqualTo("1 2 3");
        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        assertThat(stream.response().body()).contains("\"content\":\" 3\"").endsWith("data: [DONE]\n\n");
        assertThat(MODEL.tokensGenerated() - before).isEqualTo(2 * 3);
    }

    @Test
    void listsItsModel() {
        assertThat(call("GET", "/v1/models", "").json().at("/data/0/id").asText())
                .isEqualTo(Maas.MODEL);
    }

    @Test
    void givesThePlannedAnswerFirst() {
        MODEL.answerNext("planned");

        assertThat(call("POST", "/v1/sse", QUESTION + "}")
                        .json()
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("planned");
    }

    @ParameterizedTest
    @CsvSource({
        "{}, 400, BadRequestError",
        "'{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}', 404, NotFoundError"
    })
    void failsInTheShapeOfVllm(String body, int status, String type) {
        Answer answer = call("POST", "/v1/chat/completions", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("object").asText()).isEqualTo("error");
        assertThat(answer.json().path("type").asText()).isEqualTo(type);
        assertThat(answer.json().path("code").asInt()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/sse, 405", "POST, /v1/models, 405", "POST, '', 404"})
    void hasOnlyItsPaths(String method, String path, int status) {
        assertThat(call(method, path, QUESTION + "}").status()).isEqualTo(status);
    }
}
