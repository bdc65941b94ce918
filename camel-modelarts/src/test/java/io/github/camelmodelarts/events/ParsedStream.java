package io.github.camelmodelarts.events;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.secrets.Redaction;

/** What the parser makes of a whole stream. */
final class ParsedStream {

    private final List<ServerSentEvent> events = new ArrayList<>();
    private @Nullable ModelArtsStreamException failure;

    /** Parses a stream in pieces of these sizes, in turn. The empty list stands for one piece. */
    static ParsedStream of(byte[] stream, int maxEventSize, List<Integer> pieces) {
        ParsedStream parsed = new ParsedStream();
        EventStreamParser parser = new EventStreamParser(maxEventSize, Redaction.of("test-secret"));
        try {
            int from = 0;
            for (int i = 0; from < stream.length; i++) {
                int size = pieces.isEmpty() ? stream.length : pieces.get(i % pieces.size());
                int to = Math.min(stream.length, from + size);
                ByteBuffer piece = ByteBuffer.wrap(stream, from, to - from);
                for (ServerSentEvent event = parser.next(piece); event != null; event = parser.next(piece)) {
                    parsed.events.add(event);
                }
                from = to;
            }
            parser.end();
        } catch (ModelArtsStreamException e) {
            parsed.failure = e;
        }
        return parsed;
    }

    List<ServerSentEvent> events() {
        return events;
    }

    /** The failure after these events, or null. */
    @Nullable
    ModelArtsStreamException failure() {
        return failure;
    }

    /** The failures that the events stand for. */
    List<ModelArtsStreamException> errors() {
        List<ModelArtsStreamException> errors = new ArrayList<>();
        for (ServerSentEvent event : events) {
            ModelArtsStreamException error = ErrorEvent.in(event, Redaction.of("test-secret"));
            if (error != null) {
                errors.add(error);
            }
        }
        return errors;
    }

    /** The events in their form on the wire. */
    byte[] written() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        events.forEach(event -> written.writeBytes(EventStreamWriter.written(event)));
        return written.toByteArray();
    }

    /** Events and failure as text: equal for equal results. */
    @Override
    public String toString() {
        return events + (failure == null ? "" : " and then " + failure + failure.isRetryable());
    }
}
