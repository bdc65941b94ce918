package io.github.camelmodelarts.local.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The script of a streamed response: events or other bytes, pauses, and an end. Immutable: each method returns a new script. The steps
 * are made while they are sent, so a script may be endless, and none of it is kept in memory. One script can serve any number of
 * responses.
 *
 * <pre>{@code
 * AnswerStream.events("Hello", "world").every(Duration.ofMillis(100)).done()
 * AnswerStream.events("Hello").error("ModelArts.81101", "Too many requests").reset()
 * AnswerStream.events("tick").every(Duration.ofSeconds(1)).repeated()
 * }</pre>
 *
 * <p>Methods that change steps ({@link #every}, {@link #inPieces}, {@link #gzip}, {@link #repeated}) apply to the steps so far, not to those
 * that are added later. Without {@link #breakOff}, {@link #reset} or {@link #silence}, the response ends properly after the last step.
 */
public final class AnswerStream implements Iterable<StreamStep> {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AnswerStream EMPTY = new AnswerStream(List.of());

    private static final int DOWNLOAD_PIECE = 64 << 10;

    private final List<Iterable<? extends StreamStep>> parts;

    private AnswerStream(List<Iterable<? extends StreamStep>> parts) {
        this.parts = parts;
    }

    /** A script without steps: a complete response with an empty body. */
    public static AnswerStream empty() {
        return EMPTY;
    }

    /** One server-sent event for each text. */
    public static AnswerStream events(String... data) {
        return events(List.of(data));
    }

    /**
     * One server-sent event for each text. The texts can be endless or be computed: they are iterated once for each response, on a thread
     * that must not wait.
     */
    public static AnswerStream events(Iterable<String> data) {
        return EMPTY.then(mapped(data, text -> send(eventText("message", text))));
    }

    /**
     * {@code length} bytes for a download of any size. The byte at offset {@code n} has the value {@code n mod 256}. They are not kept in
     * memory.
     */
    public static AnswerStream download(long length) {
        byte[] piece = new byte[DOWNLOAD_PIECE];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = (byte) i;
        }
        return EMPTY.then(() -> new Iterator<>() {
            private long left = length;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public StreamStep next() {
                if (left <= 0) {
                    throw new NoSuchElementException();
                }
                int size = (int) Math.min(left, DOWNLOAD_PIECE);
                left -= size;
                return new StreamStep.Send(ByteBuffer.wrap(piece, 0, size));
            }
        });
    }

    /** Adds other steps: those of another script, or your own. They are iterated once for each response, on a thread that must not wait. */
    public AnswerStream then(Iterable<? extends StreamStep> steps) {
        List<Iterable<? extends StreamStep>> more = new ArrayList<>(parts);
        more.add(steps);
        return new AnswerStream(List.copyOf(more));
    }

    private AnswerStream then(StreamStep step) {
        return then(List.of(step));
    }

    /** Adds a server-sent event: {@code data:} for each line of the text, and an empty line. */
    public AnswerStream event(String data) {
        return text(eventText("message", data));
    }

    /** Adds a server-sent event with a type: {@code event: type}. */
    public AnswerStream event(String type, String data) {
        return text(eventText(type, data));
    }

    /** Adds a comment, which clients ignore: {@code : text}. Servers send comments to keep a connection open. */
    public AnswerStream comment(String text) {
        return text(": " + text + "\n\n");
    }

    /** Adds the event {@code [DONE]}, with which models that are compatible with OpenAI end their streams. */
    public AnswerStream done() {
        return event("[DONE]");
    }

    /**
     * Adds an error as an event, with the fields of ModelArts MaaS: {@code error} (with {@code code}, {@code message}, {@code type}),
     * {@code error_code} and {@code error_msg}.
     */
    public AnswerStream error(String code, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", Map.of("code", code, "message", message, "type", "server_error"));
        body.put("error_code", code);
        body.put("error_msg", message);
        try {
            return event(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Jackson can't write strings", e);
        }
    }

    /** Adds text as it is, in UTF-8: a part of an event, a line without an end, or text that is no event. */
    public AnswerStream text(String text) {
        return then(send(text));
    }

    /** Adds bytes as they are, for example bytes that are no UTF-8. The array is copied. */
    public AnswerStream bytes(byte... bytes) {
        return then(new StreamStep.Send(ByteBuffer.wrap(bytes.clone())));
    }

    /** Adds a pause. */
    public AnswerStream pause(Duration duration) {
        return then(new StreamStep.Pause(duration));
    }

    /** Adds the end {@link StreamStep.End#CLOSE}: the connection is closed before the proper end of the response. */
    public AnswerStream breakOff() {
        return then(StreamStep.End.CLOSE);
    }

    /** Adds the end {@link StreamStep.End#RESET}: the connection is reset. */
    public AnswerStream reset() {
        return then(StreamStep.End.RESET);
    }

    /** Adds the end {@link StreamStep.End#SILENCE}: nothing more is sent, and the connection stays open. */
    public AnswerStream silence() {
        return then(StreamStep.End.SILENCE);
    }

    /** Adds a pause after each event, or after each other piece, so far. */
    public AnswerStream every(Duration duration) {
        StreamStep pause = new StreamStep.Pause(duration);
        return each(step -> step instanceof StreamStep.Send ? List.of(step, pause) : List.of(step));
    }

    /** Cuts events and other pieces so far into pieces of at most {@code size} bytes. Add {@link #every} to send each of them on its own. */
    public AnswerStream inPieces(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A piece needs at least 1 byte");
        }
        return each(step -> step instanceof StreamStep.Send send ? pieces(send.bytes(), size) : List.of(step));
    }

    /** Repeats the steps so far without an end. */
    public AnswerStream repeated() {
        return EMPTY.then(() -> new Repetition(this));
    }

    /**
     * Compresses the steps so far with gzip. Each piece is flushed, so that the client can read it at once. Add the header with
     * {@link ModelAnswer#withHeader}: {@code Content-Encoding: gzip}.
     */
    public AnswerStream gzip() {
        return EMPTY.then(() -> new GzipSteps(iterator()));
    }

    @Override
    public Iterator<StreamStep> iterator() {
        return new Concatenation<>(parts.iterator());
    }

    private AnswerStream each(Function<StreamStep, List<StreamStep>> change) {
        return EMPTY.then(() -> new Concatenation<>(mapped(this, change).iterator()));
    }

    private static StreamStep send(String text) {
        return new StreamStep.Send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String eventText(String type, String data) {
        String lines = "data: " + data.replace("\n", "\ndata: ") + "\n\n";
        return type.equals("message") ? lines : "event: " + type + "\n" + lines;
    }

    private static List<StreamStep> pieces(ByteBuffer bytes, int size) {
        List<StreamStep> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.remaining(); at += size) {
            pieces.add(new StreamStep.Send(bytes.slice(bytes.position() + at, Math.min(size, bytes.remaining() - at))));
        }
        return pieces;
    }

    private static <A, B> Iterable<B> mapped(Iterable<A> source, Function<? super A, ? extends B> change) {
        return () -> {
            Iterator<A> from = source.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return from.hasNext();
                }

                @Override
                public B next() {
                    return change.apply(from.next());
                }
            };
        };
    }

    /** The elements of one part after the other. */
    private static final class Concatenation<P extends Iterable<? extends StreamStep>> implements Iterator<StreamStep> {

        private final Iterator<P> parts;
        private Iterator<? extends StreamStep> current = Collections.emptyIterator();

        Concatenation(Iterator<P> parts) {
            this.parts = parts;
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext() && parts.hasNext()) {
                current = parts.next().iterator();
            }
            return current.hasNext();
        }

        @Override
        public StreamStep next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }

    /** The same steps again and again; no steps, if there are none. */
    private static final class Repetition implements Iterator<StreamStep> {

        private final AnswerStream repeated;
        private Iterator<StreamStep> current;

        Repetition(AnswerStream repeated) {
            this.repeated = repeated;
            current = repeated.iterator();
        }

        @Override
        public boolean hasNext() {
            if (!current.hasNext()) {
                current = repeated.iterator();
            }
            return current.hasNext();
        }

        @Override
        public StreamStep next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }
}
