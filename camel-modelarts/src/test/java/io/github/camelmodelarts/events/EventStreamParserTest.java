package io.github.camelmodelarts.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.PlainJson;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The events of a stream, its limits, and streams that are none. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamParserTest {

    private static final int LARGE = 1024 * 1024;

    private final EventStreamParser parser = new EventStreamParser(LARGE, Redaction.of("test-secret"));

    /** One stream of {@code event-streams.json}. */
    record Example(String name, String stream, List<ServerSentEvent> events, boolean endsInside) {

        static Example of(JsonNode json) {
            List<ServerSentEvent> events = new ArrayList<>();
            for (JsonNode event : json.get("events")) {
                events.add(new ServerSentEvent(
                        event.get("id").textValue(),
                        event.get("event").textValue(),
                        event.get("data").textValue(),
                        event.get("retryMillis").isNull()
                                ? null
                                : Duration.ofMillis(event.get("retryMillis").longValue())));
            }
            return new Example(
                    json.get("name").textValue(),
                    json.get("stream").textValue(),
                    events,
                    json.get("endsInside").booleanValue());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Example> examples() throws IOException {
        try (InputStream json = EventStreamParserTest.class.getResourceAsStream("event-streams.json")) {
            List<Example> examples = new ArrayList<>();
            PlainJson.MAPPER.readTree(Objects.requireNonNull(json)).forEach(one -> examples.add(Example.of(one)));
            return examples.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    @Tag("H46")
    void parsesTheExamplesSplitAtAnyByte(Example example) {
        byte[] stream = example.stream().getBytes(StandardCharsets.UTF_8);
        List<List<Integer>> splits = new ArrayList<>(List.of(List.of(), List.of(1)));
        IntStream.range(1, stream.length).forEach(at -> splits.add(List.of(at, stream.length)));
        for (List<Integer> pieces : splits) {
            ParsedStream parsed = ParsedStream.of(stream, LARGE, pieces);

            assertThat(parsed.events()).as("in pieces of %s", pieces).isEqualTo(example.events());
            ModelArtsStreamException failure = parsed.failure();
            assertThat(failure != null).as("%s", failure).isEqualTo(example.endsInside());
            if (failure != null) {
                assertThat(failure).hasMessageStartingWith("The stream ended inside an event");
                assertThat(failure.isRetryable()).isTrue();
            }
        }
    }

    @Test
    void completesAnEventAtItsCarriageReturn() throws Exception {
        assertThat(next("data: 1\r\r")).isEqualTo(ServerSentEvent.of("1"));
        assertThat(next("\ndata: 2\r\n\r")).isEqualTo(ServerSentEvent.of("2"));
        assertThat(next("\n")).isNull();
        parser.end();
    }

    @Test
    void leavesTheBytesAfterAnEventInTheBuffer() throws Exception {
        ByteBuffer bytes = bytes("data: 1\n\ndata: 2\n\nda");

        assertThat(parser.next(bytes)).isEqualTo(ServerSentEvent.of("1"));
        assertThat(bytes.remaining()).isEqualTo("data: 2\n\nda".length());
        assertThat(parser.next(bytes)).isEqualTo(ServerSentEvent.of("2"));
        assertThat(parser.next(bytes)).isNull();
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(parser.next(bytes)).isNull();
        assertThat(parser.next(bytes("ta: 3\n\n").asReadOnlyBuffer())).isEqualTo(ServerSentEvent.of("3"));
    }

    @Test
    void readsAnEventOfTheLargestSize() throws Exception {
        String longest = "x".repeat(LARGE - "data:".length());

        assertThat(next("\uFEFFdata:" + longest + "\r\n: a comment of any number\r\n\n"))
                .isEqualTo(ServerSentEvent.of(longest));
        assertThat(next("data:" + longest + "\n\n")).isEqualTo(ServerSentEvent.of(longest));
        assertTooLarge("data: " + longest);
    }

    @Test
    void boundsTheSumOfTheLinesOfAnEvent() throws Exception {
        String lines = "id: 1\nevent:\nnoise\ndata: ";
        String longest = "x".repeat(LARGE - lines.replace("\n", "").length());

        assertThat(next(lines + longest + "\n\n")).isNotNull();
        assertTooLarge(lines + longest + "x");
    }

    @Test
    void countsEachEventAnew() throws Exception {
        String half = "data: " + "x".repeat(LARGE / 2) + "\n\n";
        for (int i = 0; i < 4; i++) {
            assertThat(next(half)).isNotNull();
        }
        assertThat(next("noise: " + "x".repeat(LARGE / 2) + "\n\n")).isNull();
        assertThat(next(half)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: ", ": ", "id: ", "noise", "", "data: 1\n\n: "})
    @Tag("H46")
    @DisplayName("H46: a line that never ends is refused at maxEventSize")
    void refusesALineWithoutEnd(String start) throws Exception {
        parser.next(bytes(start));
        assertThat(bytesUntilTooLarge("x".repeat(8192))).isBetween(LARGE - 8300L, (long) LARGE);
        assertThat(parser.held()).isLessThanOrEqualTo(LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:\n", "data\r\n", "id\n", "retry: 9\r", "event: a\n", "x\n", ":\ndata\n"})
    @Tag("H46")
    @DisplayName("H46: lines without a blank line are refused at maxEventSize")
    void refusesAnEventWithoutEnd(String line) {
        assertThat(bytesUntilTooLarge(line.repeat(1000))).isLessThan(7L * LARGE);
        assertThat(parser.held()).isLessThanOrEqualTo(LARGE);
    }

    private long bytesUntilTooLarge(String piece) {
        ByteBuffer bytes = bytes(piece);
        long taken = 0;
        try {
            // the stream would have 1 GB
            while (taken < 1_000_000_000) {
                assertThat(parser.next(bytes.rewind())).isNull();
                taken += bytes.limit();
            }
        } catch (ModelArtsStreamException e) {
            assertThat(e).hasMessageContaining("maxEventSize=" + LARGE + " bytes; raise the option");
            return taken;
        }
        throw new AssertionError("all was taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", ":\n", ": keep-alive\n\n", "noise\n\n", "event: a\n\n", "id: 1\n\n"})
    @Tag("H46")
    @DisplayName("H46: any number of empty lines and comments costs no memory")
    void takesAnyNumberOfLinesWithoutData(String line) throws Exception {
        ByteBuffer many = bytes(line.repeat(20_000));
        for (int i = 0; i < 10; i++) {
            assertThat(parser.next(many.rewind())).isNull();
        }
        assertThat(parser.held()).isLessThan(1024);
        assertThat(next("data: 1\n\n")).isNotNull();
    }

    @Test
    void readsALargeEventThatArrivesByteByByte() throws Exception {
        byte[] stream = ("data: " + "x".repeat(LARGE - 100) + "\n\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        for (int at = 1; at < stream.length; at++) {
            assertThat(parser.next(bytes.limit(at)) == null).isTrue();
        }

        assertThat(parser.next(bytes.limit(stream.length))).isEqualTo(ServerSentEvent.of("x".repeat(LARGE - 100)));
    }

    @ParameterizedTest
    @CsvSource({
        "data, ff",
        "data, c3",
        "data, c080",
        "data, eda080",
        "data, f4908080",
        "event, c328",
        "id, e282",
    })
    void refusesFieldsThatAreNotUtf8(String field, String hex) {
        byte[] value = HexFormat.of().parseHex(hex);
        byte[] stream = stream("data: 1\n\n" + field + ": ", value, "\ndata: 2\n\n");
        ParsedStream parsed = ParsedStream.of(stream, LARGE, List.of());

        assertThat(parsed.events()).containsExactly(ServerSentEvent.of("1"));
        assertThat(parsed.failure()).hasMessageContaining("The field " + field + " of an event is not valid UTF-8");
        assertThat(Objects.requireNonNull(parsed.failure()).isRetryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {": ", "noise: ", "retry: ", "id: \0", ""})
    void ignoresWhatIsNotUtf8WhereNothingIsUsed(String start) {
        byte[] stream = stream(start, new byte[] {(byte) 0xff}, "\ndata: 1\n\n");

        assertThat(ParsedStream.of(stream, LARGE, List.of())).hasToString("[" + ServerSentEvent.of("1") + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: ", "event: ", "id: 1\nevent: "})
    void reportsAStreamThatIsCutInACharacterAsEndedEarly(String start) {
        ParsedStream parsed =
                ParsedStream.of(stream(start, new byte[] {(byte) 0xe7, (byte) 0x9a}, ""), LARGE, List.of());

        assertThat(parsed.failure()).hasMessageStartingWith("The stream ended inside an event");
        assertThat(Objects.requireNonNull(parsed.failure()).isRetryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]", "data:[DONE]\r", "data: [DONE]\n", "data: [DONE]\r\n: a comment"})
    void needsNoBlankLineAfterDone(String end) {
        byte[] stream = ("data: 1\n\n" + end).getBytes(StandardCharsets.UTF_8);

        assertThat(ParsedStream.of(stream, LARGE, List.of())).hasToString("[" + ServerSentEvent.of("1") + "]");
    }

    @ParameterizedTest
    @CsvSource({"'[1]', JSON", "<!DOCTYPE html>, HTML or XML", "'{\"a\":1}\n', JSON"})
    void refusesOtherFormatsAtOnce(String response, String form) {
        for (String before : List.of("", "\uFEFF", " ", "\r\n\t ", "\uFEFF\n")) {
            EventStreamParser fresh = new EventStreamParser(LARGE, Redaction.of());

            assertThatThrownBy(() -> fresh.next(bytes(before + response)))
                    .isInstanceOfSatisfying(
                            ModelArtsStreamException.class,
                            e -> assertThat(e.isRetryable()).isFalse())
                    .hasMessageContaining("announced as text/event-stream")
                    .hasMessageContaining("begins like " + form + ":")
                    .hasMessageContaining("streaming=false")
                    .hasMessageContaining("Content-Type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data: 1\n\n{\"a\":1}\n", ": a\n{\"a\":1}\n", "x\n[", "\uFEFF\uFEFF{\n", "event: a\n<html>\n"})
    void readsNoOtherFormatLaterInTheStream(String stream) throws Exception {
        ByteBuffer bytes = bytes(stream);
        while (bytes.hasRemaining()) {
            parser.next(bytes);
        }
        assertThat(next("\n\ndata: 2\n\n")).isEqualTo(ServerSentEvent.of("2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error_code\":\"ModelArts.4503\",\"error_msg\":\"test-secret failed\"}",
                "\uFEFF\n {\"error_code\":\"ModelArts.4503\",\"error_msg\":\"test-secret failed\"}\r\n",
                "{\n  \"error_code\": \"ModelArts.4503\",\n  \"error_msg\": \"test-secret failed\"\n}\n\n",
                "{\"error\":{\"message\":\"test-secret failed\",\"type\":\"t\",\"param\":null,\"code\":\"ModelArts.4503\"}}",
            })
    void readsTheErrorThatIsAnnouncedAsAStream(String response) {
        ParsedStream parsed = ParsedStream.of(response.getBytes(StandardCharsets.UTF_8), LARGE, List.of(1));

        ModelArtsStreamException failure = Objects.requireNonNull(parsed.failure());
        assertThat(failure.getErrorCode()).isEqualTo("ModelArts.4503");
        assertThat(failure)
                .hasMessage("The service sent an error in place of a stream of events: ModelArts.4503: *** failed");
        assertThat(parsed.events()).isEmpty();
    }

    @Test
    void keepsAtMost64KibOfJson() {
        EventStreamParser fresh = new EventStreamParser(LARGE, Redaction.of());

        assertThatThrownBy(() -> {
                    ByteBuffer piece = bytes("{\"predictions\":");
                    while (true) {
                        assertThat(fresh.next(piece.rewind())).isNull();
                    }
                })
                .hasMessageContaining("begins like JSON");
        assertThat(fresh.held()).isEqualTo(64 * 1024);
    }

    @Test
    void keepsNoMoreJsonThanAnEventMayHave() throws Exception {
        EventStreamParser fresh = new EventStreamParser(10, Redaction.of());

        assertThat(fresh.next(bytes("{\"aaaaaaa"))).isNull();
        assertThatThrownBy(() -> fresh.next(bytes("a"))).hasMessageContaining("begins like JSON");
    }

    private void assertTooLarge(String stream) {
        assertThatThrownBy(() -> parser.next(bytes(stream)))
                .isInstanceOfSatisfying(ModelArtsStreamException.class, e -> {
                    assertThat(e.isRetryable()).isFalse();
                    assertPlain(e.getMessage(), 200);
                })
                .hasMessageContaining("maxEventSize=" + LARGE);
    }

    private @Nullable ServerSentEvent next(String text) throws ModelArtsStreamException {
        return parser.next(bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] stream(String before, byte[] middle, String after) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(middle);
        all.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }
}
