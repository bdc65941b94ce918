package io.github.camelmodelarts.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

import io.github.camelmodelarts.api.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of any bytes in pieces of any size, and events with any content. The edge cases are among the values themselves; jqwik's own combinations of
 * them would be more than the tries.
 */
class EventStreamPropertyTest {

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Tag("H46")
    void resultDoesNotDependOnThePieces(
            @ForAll("streams") byte[] stream,
            @ForAll("pieces") List<Integer> pieces,
            @ForAll("limits") int maxEventSize) {
        assertThat(ParsedStream.of(stream, maxEventSize, pieces))
                .hasToString(ParsedStream.of(stream, maxEventSize, List.of()).toString());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void eventsAreThoseOfTheStandardsAlgorithm(@ForAll("words") List<String> words) {
        // begins with a comment, so that it can't be taken for another format
        String stream = ":\n" + String.join("", words);

        assertThat(ParsedStream.of(stream.getBytes(StandardCharsets.UTF_8), 100_000, List.of())
                        .events())
                .isEqualTo(interpreted(stream));
    }

    /** The events by the steps of WHATWG HTML, 9.2.6, on a text as a whole. */
    private static List<ServerSentEvent> interpreted(String stream) {
        List<ServerSentEvent> events = new ArrayList<>();
        String id = null;
        String type = "";
        StringBuilder data = new StringBuilder();
        Duration retry = null;
        String[] lines = stream.split("\r\n|\r|\n", -1);
        for (String line : List.of(lines).subList(0, lines.length - 1)) {
            String[] field = line.split(":", 2);
            String value = field.length == 1 ? "" : field[1].replaceFirst("^ ", "");
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    data.setLength(data.length() - 1);
                    events.add(new ServerSentEvent(id, type.isEmpty() ? "message" : type, data.toString(), retry));
                }
                data.setLength(0);
                type = "";
                retry = null;
            } else if (field[0].equals("event")) {
                type = value;
            } else if (field[0].equals("data")) {
                data.append(value).append('\n');
            } else if (field[0].equals("id") && !value.contains("\0")) {
                id = value;
            } else if (field[0].equals("retry") && value.matches("[0-9]{1,12}")) {
                retry = Duration.ofMillis(Long.parseLong(value));
            }
        }
        return events;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void eventIsReadAsItWasWritten(@ForAll("events") ServerSentEvent event) {
        ParsedStream parsed = ParsedStream.of(EventStreamWriter.written(event), 100_000, List.of());

        assertThat(parsed.failure()).isNull();
        assertThat(parsed.events()).containsExactly(event);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyContentIsWrittenAsOneEvent(
            @ForAll("contents") String id, @ForAll("contents") String type, @ForAll("contents") String data) {
        ParsedStream parsed = ParsedStream.of(
                EventStreamWriter.written(new ServerSentEvent(id, type, data, Duration.ofNanos(-1))),
                100_000,
                List.of());

        boolean hasId = id.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
        assertThat(parsed.failure()).isNull();
        assertThat(parsed.events())
                .containsExactly(new ServerSentEvent(
                        hasId ? sent(id) : null,
                        type.isEmpty() ? "message" : sent(type.replaceAll("[\r\n]", " ")),
                        sent(data.replaceAll("\r\n?", "\n")),
                        null));
    }

    /** A lone surrogate has no form in UTF-8. */
    private static String sent(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Arbitrary<String> word() {
        return Arbitraries.of(
                "data",
                "data:",
                "data: ",
                "event: a",
                "id: 1",
                "id",
                "retry: 10",
                "retry:",
                ":",
                " ",
                "\0",
                "x",
                "é",
                "😀",
                "\n",
                "\n",
                "\n",
                "\n\n",
                "\n\n",
                "\r",
                "\r",
                "\r\n",
                "\r\n\r\n",
                "\uFEFF",
                "{",
                "[",
                "<",
                "}",
                "\"a\":1",
                "{\"error_code\":\"a\"}",
                "[DONE]");
    }

    @Provide
    Arbitrary<List<String>> words() {
        return word().list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<byte[]> words = word().map(word -> word.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(3);
        return Arbitraries.frequencyOf(Tuple.of(12, words), Tuple.of(1, bytes))
                .list()
                .ofMaxSize(30)
                .map(parts -> {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    parts.forEach(all::writeBytes);
                    return all.toByteArray();
                });
    }

    @Provide
    Arbitrary<List<Integer>> pieces() {
        return Arbitraries.integers().between(0, 9).list().ofMaxSize(5).map(sizes -> {
            // at least one piece takes bytes
            sizes.add(1);
            return sizes;
        });
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(100_000)),
                Tuple.of(1, Arbitraries.integers().between(1, 40)));
    }

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.strings().withChars("\r\n\0: ad\uFEFF").ofMaxLength(12));
    }

    /** Events that a parser can return. */
    @Provide
    Arbitrary<ServerSentEvent> events() {
        Arbitrary<String> line = contents().map(text -> sent(text.replaceAll("[\r\n]", "")));
        Arbitrary<String> id = line.map(text -> text.replace("\0", "")).injectNull(0.3);
        Arbitrary<String> type =
                Arbitraries.oneOf(Arbitraries.just("message"), line.map(text -> text.isEmpty() ? "message" : text));
        Arbitrary<String> data = line.list().ofMaxSize(4).map(lines -> String.join("\n", lines));
        Arbitrary<Duration> retry = Arbitraries.longs()
                .between(0, Duration.ofDays(36_500).toMillis())
                .map(Duration::ofMillis)
                .injectNull(0.7);
        return Combinators.combine(id, type, data, retry).as(ServerSentEvent::new);
    }
}
