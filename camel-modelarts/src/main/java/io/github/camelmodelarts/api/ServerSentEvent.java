package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream in the format {@code text/event-stream} (WHATWG HTML, 9.2 "Server-sent events"). Immutable.
 *
 * @param id the last event id that the stream has set, by this event or an earlier one; null if it has set none
 * @param event the type of the event; {@code message} if the stream names none
 * @param data the data; its lines are joined by a line feed. Not trustworthy
 * @param retry how long a client should wait before it opens the stream again, if this event says so; null otherwise. The
 *     component never opens a stream again
 */
public record ServerSentEvent(
        @Nullable String id,
        String event,
        String data,
        @Nullable Duration retry) {

    /** The type of an event for which the stream names none. */
    public static final String MESSAGE = "message";

    /** Creates an event of the type {@link #MESSAGE}. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, MESSAGE, data, null);
    }
}
