package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.events.EventStreamWriter;

/**
 * Events as text/event-stream, to be passed on: each event when it arrives, and {@code [DONE]} if the service sent it. Not
 * thread-safe.
 */
final class EventInput extends LiveStream {

    private static final byte[] DONE = ("data: " + EventsOfExchange.DONE + "\n\n").getBytes(StandardCharsets.UTF_8);

    private final ServerSentEvents events;
    private byte[] event = new byte[0];
    private int position;
    private boolean over;
    private @Nullable IOException failure;

    EventInput(ServerSentEvents events) {
        this.events = events;
    }

    @Override
    int readArrived(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == event.length) {
            byte[] next = over ? null : next();
            if (next == null) {
                return -1;
            }
            event = next;
            position = 0;
        }
        int read = Math.min(length, event.length - position);
        System.arraycopy(event, position, to, offset, read);
        position += read;
        return read;
    }

    private byte @Nullable [] next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            ServerSentEvent next = events.hasNext() ? events.next() : null;
            if (next != null) {
                return EventStreamWriter.written(next);
            }
        } catch (UncheckedIOException e) {
            // kept, because a second reading must not look like the end
            failure = e.getCause();
            throw failure;
        }
        over = true;
        return events instanceof EventsOfExchange known && known.isDone() ? DONE : null;
    }

    /** Returns how much of the current event is left; 0 if reading would wait. */
    @Override
    int arrived() {
        return event.length - position;
    }

    @Override
    public void close() {
        events.close();
    }

    /** Shows the state, and reads nothing. */
    @Override
    public String toString() {
        return events.toString();
    }
}
