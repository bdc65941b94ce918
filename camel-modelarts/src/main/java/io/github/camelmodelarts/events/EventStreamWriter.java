package io.github.camelmodelarts.events;

import java.nio.charset.StandardCharsets;

import io.github.camelmodelarts.api.ServerSentEvent;

/** Writes events in the format {@code text/event-stream} (WHATWG HTML, 9.2.5). */
public final class EventStreamWriter {

    private EventStreamWriter() {}

    /**
     * Returns an event with its blank line, in UTF-8. A parser reads the same event from it, with these exceptions, which the format
     * has no form for: a carriage return in the data, alone or before a line feed, becomes a line feed; line breaks in the type become
     * blanks; an id with a line break or NUL is left out, as is a negative {@code retry}; {@code retry} is in whole milliseconds.
     */
    public static byte[] written(ServerSentEvent event) {
        StringBuilder text = new StringBuilder(event.data().length() + 32);
        if (event.id() != null && event.id().chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            text.append("id: ").append(event.id()).append('\n');
        }
        if (!event.event().equals(ServerSentEvent.MESSAGE)) {
            text.append("event: ")
                    .append(event.event().replace('\r', ' ').replace('\n', ' '))
                    .append('\n');
        }
        if (event.retry() != null && !event.retry().isNegative()) {
            text.append("retry: ").append(event.retry().toMillis()).append('\n');
        }
        for (String line : event.data().split("\r\n|\r|\n", -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
