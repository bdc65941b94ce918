package io.github.camelmodelarts.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.secrets.ErrorBody;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.PlainJson;

/**
 * Parses a stream of events in the format {@code text/event-stream} (WHATWG HTML, 9.2.6). The caller passes bytes as they arrive and
 * gets each event with the last byte of its blank line. The result does not depend on how the bytes are divided into buffers.
 *
 * <p>It holds at most one event, so its memory is bounded by {@code maxEventSize}. It must not be used after a failure. Not thread-safe.
 */
public final class EventStreamParser {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final int FIRST_SIZE = 512;

    /** The most bytes of JSON that are kept to look for an error object: as many as of the body of an error response. */
    private static final int LONGEST_JSON = 64 * 1024;

    /** In milliseconds. The options of the component accept no longer time either. */
    private static final long LONGEST_RETRY = Duration.ofDays(36_500).toMillis();

    private static final int LONGEST_FIELD_NAME = 5;

    /** What is left of a stream that ends with {@code [DONE]} and no blank line, with or without the end of its line. */
    private static final Pattern DONE = Pattern.compile("(data: ?)?\\[DONE]\n?");

    private static final String FOREIGN =
            "The response was announced as text/event-stream, but it begins like %s: set streaming=false,"
                    + " or correct the Content-Type that the model sends";

    private final int maxEventSize;
    private final Redaction redaction;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    /** The lines of data of the event, each with a line feed after it; from {@link #line} to {@link #end} the current line. */
    private byte[] buffer = new byte[FIRST_SIZE];

    private int line;
    private int end;
    /** The bytes in the current line; a comment is counted but not kept. */
    private long lineLength;

    private boolean isComment;
    /** The bytes in the ended lines of the event, without comments and line ends. */
    private long eventLength;

    private boolean afterCarriageReturn;
    private Beginning beginning = Beginning.MARK;

    private @Nullable String id;
    private String type = "";
    private @Nullable Duration retry;

    /** How far the beginning of the stream is known. */
    private enum Beginning {
        /** The next bytes can be a byte order mark. */
        MARK,
        /** There was nothing but white space. */
        WHITE_SPACE,
        /** The stream is read as events. */
        EVENTS,
        /** The stream is a JSON object, and its first line has not ended. */
        JSON,
        /** The stream is a JSON object, and its first line is not all of it. */
        LINES_OF_JSON
    }

    /**
     * Creates a parser for one stream.
     *
     * @param maxEventSize the most bytes in one event, without line ends and comments, and in one comment
     * @param redaction masks secrets in the text of a failure
     */
    public EventStreamParser(int maxEventSize, Redaction redaction) {
        this.maxEventSize = maxEventSize;
        this.redaction = redaction;
    }

    /**
     * Takes bytes until an event is complete and returns it. The bytes after the event stay in the buffer.
     *
     * @return the event, or null if all bytes are used and no event is complete
     * @throws ModelArtsStreamException if an event or a comment is too large, a field is not valid UTF-8, or the stream begins like JSON,
     *     HTML or XML
     */
    public @Nullable ServerSentEvent next(ByteBuffer bytes) throws ModelArtsStreamException {
        while (bytes.hasRemaining()) {
            if (beginning == Beginning.JSON || beginning == Beginning.LINES_OF_JSON) {
                collectJson(bytes.get());
                continue;
            }
            byte first = bytes.get(bytes.position());
            boolean isSecondOfLineEnd = afterCarriageReturn && first == '\n';
            afterCarriageReturn = false;
            if (isSecondOfLineEnd) {
                bytes.get();
            } else if (isLineEnd(first)) {
                bytes.get();
                // the line ends here, and not when the next byte shows that no line feed follows
                afterCarriageReturn = first == '\r';
                ServerSentEvent event = endLine();
                if (event != null) {
                    return event;
                }
            } else {
                take(bytes, beginning == Beginning.EVENTS ? beforeLineEnd(bytes) : 1);
                if (beginning != Beginning.EVENTS) {
                    begin(first);
                }
            }
        }
        return null;
    }

    /**
     * Checks the end of the stream, after the service has ended the response properly. An event that consists of {@code [DONE]} needs no
     * blank line.
     *
     * @throws ModelArtsStreamException if the stream ended inside an event or a line, or is not a stream of events
     */
    public void end() throws ModelArtsStreamException {
        if (beginning == Beginning.JSON || beginning == Beginning.LINES_OF_JSON) {
            throw json();
        }
        boolean isInEvent = line > 0 || !isWhiteSpace(line, end);
        if (isInEvent && !DONE.matcher(collected()).matches()) {
            throw new ModelArtsStreamException(
                    "The stream ended inside an event: the service, or a proxy before it, ended the response early."
                            + " Check their logs",
                    true,
                    null);
        }
    }

    /** The size of the buffer in bytes, for tests: what the parser keeps in memory between two calls, besides id and type. */
    int held() {
        return buffer.length;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private static int beforeLineEnd(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && !isLineEnd(bytes.get(at))) {
            at++;
        }
        return at - bytes.position();
    }

    private void take(ByteBuffer bytes, int count) throws ModelArtsStreamException {
        if (lineLength == 0) {
            isComment = bytes.get(bytes.position()) == ':';
        }
        lineLength += count;
        if (lineLength > maxEventSize - (isComment ? 0 : eventLength)) {
            throw new ModelArtsStreamException(
                    "An event or a comment of the stream is larger than maxEventSize=" + maxEventSize
                            + " bytes; raise the option if such events are expected",
                    false,
                    null);
        }
        if (isComment) {
            bytes.position(bytes.position() + count);
        } else {
            makeRoom(count);
            bytes.get(buffer, end, count);
            end += count;
        }
    }

    private void makeRoom(int count) {
        if (end + count > buffer.length) {
            long doubled = Math.min(2L * buffer.length, Math.max(maxEventSize, FIRST_SIZE));
            buffer = Arrays.copyOf(buffer, (int) Math.max(doubled, end + count));
        }
    }

    /** Looks at a byte at the beginning of the stream, which was added to the line. */
    private void begin(byte last) throws ModelArtsStreamException {
        if (isComment) {
            beginning = Beginning.EVENTS;
        }
        if (beginning == Beginning.MARK) {
            if (Arrays.equals(buffer, 0, end, MARK, 0, Math.min(end, MARK.length))) {
                if (end == MARK.length) {
                    end = 0;
                    lineLength = 0;
                    beginning = Beginning.WHITE_SPACE;
                }
                return;
            }
            beginning = Beginning.WHITE_SPACE;
        }
        if (beginning == Beginning.WHITE_SPACE && !isWhiteSpace(last)) {
            beginning = Beginning.EVENTS;
            if (last == '{') {
                beginning = Beginning.JSON;
            } else if (last == '[') {
                throw foreign("JSON");
            } else if (last == '<') {
                throw foreign("HTML or XML");
            }
        }
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private boolean isWhiteSpace(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isWhiteSpace(buffer[i])) {
                return false;
            }
        }
        return true;
    }

    private static ModelArtsStreamException foreign(String form) {
        return new ModelArtsStreamException(FOREIGN.formatted(form), false, null);
    }

    /**
     * Adds a byte to a JSON object, which can be an error object. The failure does not wait for the end of the stream if the object is
     * complete in one line.
     */
    private void collectJson(byte b) throws ModelArtsStreamException {
        makeRoom(1);
        buffer[end++] = b;
        if (end >= Math.min(maxEventSize, LONGEST_JSON)) {
            throw json();
        }
        if (beginning == Beginning.JSON && isLineEnd(b)) {
            try {
                PlainJson.MAPPER.readTree(collected());
            } catch (JsonProcessingException e) {
                beginning = Beginning.LINES_OF_JSON;
                return;
            }
            throw json();
        }
    }

    private String collected() {
        return new String(buffer, 0, end, StandardCharsets.UTF_8);
    }

    private ModelArtsStreamException json() {
        ErrorBody said = ErrorBody.ifError(collected());
        return said == null
                ? foreign("JSON")
                : ErrorEvent.failure("The service sent an error in place of a stream of events", said, redaction);
    }

    private @Nullable ServerSentEvent endLine() throws ModelArtsStreamException {
        if (beginning == Beginning.MARK) {
            beginning = Beginning.WHITE_SPACE;
        }
        if (lineLength == 0) {
            return dispatch();
        }
        if (!isComment) {
            eventLength += lineLength;
            field();
        }
        lineLength = 0;
        return null;
    }

    private @Nullable ServerSentEvent dispatch() throws ModelArtsStreamException {
        ServerSentEvent event = line == 0
                ? null
                : new ServerSentEvent(
                        id, type.isEmpty() ? ServerSentEvent.MESSAGE : type, decoded("data", 0, line - 1), retry);
        line = 0;
        end = 0;
        eventLength = 0;
        type = "";
        retry = null;
        return event;
    }

    private void field() throws ModelArtsStreamException {
        int colon = line;
        while (colon < end && buffer[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && buffer[value] == ' ') {
            value++;
        }
        String name = colon - line > LONGEST_FIELD_NAME
                ? ""
                : new String(buffer, line, colon - line, StandardCharsets.ISO_8859_1);
        switch (name) {
            case "data" -> {
                System.arraycopy(buffer, value, buffer, line, end - value);
                line += end - value;
                buffer[line++] = '\n';
            }
            case "event" -> type = decoded(name, value, end);
            case "id" -> id = hasNul(value) ? id : decoded(name, value, end);
            case "retry" -> retry = duration(value);
            default -> {
                // the format says that other fields are ignored
            }
        }
        end = line;
    }

    private boolean hasNul(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The value as milliseconds, or the earlier one if it has other characters than digits or is too long. */
    private @Nullable Duration duration(int from) {
        long millis = 0;
        for (int i = from; i < end; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9 || millis > LONGEST_RETRY) {
                return retry;
            }
            millis = millis * 10 + digit;
        }
        return from == end || millis > LONGEST_RETRY ? retry : Duration.ofMillis(millis);
    }

    private String decoded(String field, int from, int to) throws ModelArtsStreamException {
        try {
            return decoder.decode(ByteBuffer.wrap(buffer, from, to - from)).toString();
        } catch (CharacterCodingException e) {
            throw new ModelArtsStreamException(
                    "The field " + field
                            + " of an event is not valid UTF-8, the only encoding of text/event-stream: correct what the"
                            + " model sends",
                    false,
                    e);
        }
    }
}
