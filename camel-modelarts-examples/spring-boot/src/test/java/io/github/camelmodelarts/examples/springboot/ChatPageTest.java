package io.github.camelmodelarts.examples.springboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.local.maas.MaasError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests the chat page in a browser. Skipped on a machine without Chromium. */
@CamelSpringBootTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "upload.limit=200KB")
class ChatPageTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String ENTER = "\uE007";
    private static final String SHIFT_ENTER = "\uE008\uE007\uE000";
    private static final String ESCAPE = "\uE00C";
    private static final String LAST_TEXT = ".answer:last-child .text";
    private static final String LAST_FACTS = ".answer:last-child .facts";
    private static final String PROBLEM = ".answer:last-child .problem";

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private LocalServices local;

    @Autowired
    private ObjectMapper json;

    private Service service;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = Browser.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        service = local.server().service("chat");
        openAt(port);
        local.server().clearRequests();
    }

    private static void openAt(int port) {
        browser.open("http://127.0.0.1:" + port + "/chat.html");
        await().atMost(DEADLINE)
                .until(() -> browser.run("return document.getElementById('model').value")
                        .asText()
                        .equals(Maas.MODEL));
    }

    @AfterEach
    void removeFailures() {
        service.clear();
    }

    private static void ask(String question) {
        browser.type("#question", question + ENTER);
    }

    /** Waits for the end of the last answer. */
    private static void awaitEnd() {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(DEADLINE)
                .until(() -> browser.run("return !answering && document.querySelectorAll('.answer').length > 0")
                        .asBoolean());
    }

    /** Waits until an element is on the page and has this text. */
    private static void awaitText(String selector, String text) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(DEADLINE)
                .until(() -> browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
                        .asText()
                        .contains(text));
    }

    private void letTheServiceStream(String events) {
        service.failWith(Failure.answer(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8)));
    }

    private static String word(String text, String finishReason) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":"
                + finishReason + "}]}\n\n";
    }

    /** The roles and texts of the messages that the service received with the last request. */
    private String sentMessages(int requests) throws IOException {
        RecordedRequest last = local.server().awaitRequests(requests).get(requests - 1);
        StringBuilder sent = new StringBuilder();
        for (JsonNode message : json.readTree(last.bodyText()).get("messages")) {
            sent.append(message.get("role").asText())
                    .append(": ")
                    .append(message.get("content").asText())
                    .append('\n');
        }
        return sent.toString();
    }

    @Test
    void showsTheWordsAsTheyArriveUntilANewConversationBegins() {
        int left = service.streams().closedByClient();
        // the whole answer would take minutes
        ask("count to 10000");

        awaitText(LAST_TEXT, "1 2");
        assertThat(browser.text(LAST_FACTS)).isEmpty();
        assertThat(browser.text("#status")).isEqualTo("The answer arrives …");
        browser.click("#new");

        await().atMost(DEADLINE).until(() -> service.streams().closedByClient() == left + 1);
        assertThat(browser.text("#log")).isEmpty();
        assertThat(browser.text("#status")).isEmpty();
    }

    @Test
    void showsTokensAndTimeAfterAnAnswer() {
        ask("count to 30");

        awaitText(LAST_FACTS, "first word");
        assertThat(browser.text(LAST_TEXT)).startsWith("1 2 3").endsWith("29 30");
        assertThat(browser.text(LAST_FACTS))
                .matches("Tokens: \\d+ sent, 30 received; \\d+\\.\\d s; first word after \\d+\\.\\d s");
        assertThat(browser.text("#log")).doesNotContain("What to do:");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsTheModel(boolean byClick) throws Exception {
        int left = service.streams().closedByClient();
        ask("count to 10000");
        awaitText(LAST_TEXT, "1 2");

        Instant clicked = Instant.now();
        if (byClick) {
            browser.click("#stop");
        } else {
            browser.type("#question", ESCAPE);
        }

        await().pollInterval(Duration.ofMillis(5))
                .atMost(DEADLINE)
                .until(() -> service.streams().closedByClient() == left + 1);
        var streams = service.streams().recorded();
        System.out.println("The service saw the end "
                + Duration.between(clicked, streams.get(streams.size() - 1).ended())
                        .toMillis()
                + " ms after " + (byClick ? "the click on Stop" : "Escape"));
        awaitEnd();
        long generated = local.chat().tokensGenerated();
        assertThat(browser.text(LAST_FACTS)).matches("Stopped after \\d+ words; .* s; first word after .* s");
        assertThat(browser.run("return document.activeElement.id").asText()).isEqualTo("question");
        String words = browser.text(LAST_TEXT);
        await().during(Duration.ofMillis(200)).until(() -> local.chat().tokensGenerated() == generated);

        ask("echo: next");
        awaitText(LAST_TEXT, "next");
        assertThat(sentMessages(2)).isEqualTo("user: count to 10000\nassistant: " + words + "\nuser: echo: next\n");
    }

    @Test
    void sendsTheConversationWithAFollowUpQuestion() throws Exception {
        ask("echo: grün 🌿");
        awaitText(LAST_TEXT, "grün 🌿");
        awaitEnd();
        ask("echo: two");
        awaitText(LAST_TEXT, "two");
        awaitEnd();

        assertThat(sentMessages(2)).isEqualTo("user: echo: grün 🌿\nassistant: grün 🌿\nuser: echo: two\n");
        browser.click("#new");
        ask("echo: three");
        assertThat(sentMessages(3)).isEqualTo("user: echo: three\n");
    }

    @Test
    void showsTextOfTheModelAsText() {
        ask("echo: <b>bold</b> <img src=x>");

        awaitText(LAST_TEXT, "<b>bold</b> <img src=x>");
    }

    @Test
    void beginsANewLineWithShiftAndEnter() throws Exception {
        ask("echo: one" + SHIFT_ENTER + "two");

        awaitText(LAST_TEXT, "one\ntwo");
        assertThat(sentMessages(1)).isEqualTo("user: echo: one\ntwo\n");
    }

    @Test
    void asksASampleWithOneClick() {
        browser.click("#samples button:nth-of-type(2)");

        awaitText(LAST_TEXT, "positive");
    }

    @Test
    void saysThatTheLocalModelIsAProgram() {
        assertThat(browser.text("#local")).contains("a small program with fixed rules");

        browser.run("models[0].owned_by = 'another'; showModel()");

        assertThat(browser.text("#local")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"chat.html, What is in the picture?", "index.html, Ask a language model"})
    void leadsToTheOtherPage(String from, String title) {
        browser.open("http://127.0.0.1:" + port + "/" + from);
        browser.click("nav a:not([aria-current])");

        awaitText("h1", title);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Refusals.backendUnavailable(), "The service failed. Backend unavailable", "Ask again in"),
                Arguments.of(Refusals.backendTimeout(), "The service did not respond in time", "a shorter answer"),
                Arguments.of(
                        Refusals.throttled(1, Duration.ofMinutes(1)).withHeader("Retry-After", "7"),
                        "The throttling threshold has been reached",
                        "Wait 7 s, then ask again."),
                Arguments.of(
                        MaasError.vllm(404, "NotFoundError", "test: no such model"),
                        "test: no such model.",
                        "Choose another model."),
                Arguments.of(
                        Refusals.accessKeySignatureExpired(),
                        "The service rejected this application's credentials",
                        "tell the operator"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatHappenedAndWhatToDo(Failure failure, String happened, String advice) {
        service.failWith(failure);

        ask("echo: a");

        awaitText(PROBLEM, "There is no answer");
        awaitEnd();
        assertThat(browser.text(PROBLEM)).contains(happened, "What to do: ", advice);
        assertThat(browser.run("return document.getElementById('question').value")
                        .asText())
                .isEqualTo("echo: a");
        // the question without an answer is not sent again; and an answer shows that the key is correct
        service.clear();
        browser.type("#question", ENTER);
        awaitText(LAST_TEXT, "a");
        awaitEnd();
        assertThat(browser.run("return conversation.length").asInt()).isEqualTo(2);
    }

    static Stream<Arguments> incomplete() {
        return Stream.of(
                Arguments.of(
                        "data: {\"error\":{\"code\":\"ModelArts.81011\",\"message\":\"test: moderated\"}}\n\n",
                        "test: moderated",
                        "ask in other words"),
                Arguments.of("", "It ended before the service said that it is complete", "Ask again"),
                Arguments.of("data: {\"choices\":[]}\n\n", "It ended before", "ask the model to continue"),
                Arguments.of(
                        word(" two", "\"length\"") + "data: [DONE]\n\n",
                        "limit of the length of an answer",
                        "Ask it to continue."),
                Arguments.of("data: one, two\n\ndata: [DONE]\n\n", "not JSON", "Ask again"));
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void keepsTheWordsOfAnAnswerThatIsIncomplete(String end, String happened, String advice) throws Exception {
        letTheServiceStream(word("one", "null") + end);

        ask("echo: a");

        awaitText(PROBLEM, "The answer is incomplete");
        awaitEnd();
        assertThat(browser.text(PROBLEM)).contains(happened, "What to do: ", advice);
        assertThat(browser.text(LAST_TEXT)).startsWith("one");
        service.clear();
        ask("echo: b");
        awaitText(LAST_TEXT, "b");
        assertThat(sentMessages(2)).startsWith("user: echo: a\nassistant: one");
    }

    @Test
    void reportsAnEmptyQuestion() {
        ask("  ");

        awaitText("#notice", "There is no question yet");
        assertThat(browser.text("#log")).isEmpty();
        assertThat(local.server().requests()).isEmpty();
    }

    @Test
    void reportsAServerThatIsGone() throws Exception {
        try (Relay server = new Relay(port)) {
            openAt(server.port());
            ask("count to 10000");
            awaitText(LAST_TEXT, "1 2");

            server.cut();

            awaitText(PROBLEM, "The connection to the server of this page broke.");
            assertThat(browser.text(PROBLEM)).contains("The answer is incomplete", "Check that the application");
            assertThat(browser.text(LAST_TEXT)).startsWith("1 2");

            ask("echo: a");
            awaitText(PROBLEM, "The server of this page does not respond.");
            assertThat(browser.text(PROBLEM)).contains("There is no answer", "Check that the application");
        }
    }

    /** Events in all forms that the format allows, in two pieces that are divided at each place, and byte by byte. */
    @Test
    void readsEventsThatArriveInAnyPieces() {
        JsonNode read = browser.run("""
                const text = '\\uFEFF: comment\\r\\ndata: {"a":\\r\\ndata: 1}\\r\\n\\r\\nevent: x\\ndata:grün 🌿\\n\\n'
                    + 'data: cr\\rdata\\r\\r:\\n\\nid: 7\\ndatabase: no\\n\\ndata: [DONE]\\n\\ndata: never ends';
                const bytes = new TextEncoder().encode(text);
                const results = new Set();
                async function read(pieces) {
                  const found = [];
                  for await (const data of events(streamOf(pieces))) found.push(data);
                  results.add(JSON.stringify(found));
                }
                function streamOf(pieces) {
                  return new ReadableStream({start(to) { pieces.forEach(piece => to.enqueue(piece)); to.close(); }});
                }
                return (async () => {
                  for (let i = 0; i <= bytes.length; i++) await read([bytes.slice(0, i), bytes.slice(i)]);
                  await read([...bytes].map(byte => new Uint8Array([byte])));
                  return [...results];
                })();
                """);

        assertThat(read).hasSize(1);
        assertThat(read.get(0).asText()).isEqualTo("[\"{\\\"a\\\":\\n1}\",\"grün 🌿\",\"cr\\n\",\"[DONE]\"]");
    }
}
