package io.github.camelmodelarts.local.gateway;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.StreamEnd;

/** A streamed response as it was at one moment. Immutable. */
public final class RecordedStream {

    private final String requestId;
    private final int remotePort;
    private final Instant opened;
    private final long events;
    private final long bytes;
    private final @Nullable Instant ended;
    private final @Nullable StreamEnd end;

    RecordedStream(
            String requestId,
            int remotePort,
            Instant opened,
            long events,
            long bytes,
            @Nullable Instant ended,
            @Nullable StreamEnd end) {
        this.requestId = requestId;
        this.remotePort = remotePort;
        this.opened = opened;
        this.events = events;
        this.bytes = bytes;
        this.ended = ended;
        this.end = end;
    }

    /** The id of its request: {@link RecordedRequest#requestId()}. */
    public String requestId() {
        return requestId;
    }

    /** The client's port. */
    public int remotePort() {
        return remotePort;
    }

    /** The time when its headers were sent, by the system's clock. */
    public Instant opened() {
        return opened;
    }

    /** The number of events that were written. Each other piece of text or bytes counts as an event. */
    public long events() {
        return events;
    }

    /** The number of bytes of the body that were written. */
    public long bytes() {
        return bytes;
    }

    /**
     * The time when it ended, by the system's clock, not by the server's clock: for {@link StreamEnd#CLOSED_BY_CLIENT} the time when the
     * server noticed it. Null while the stream is open.
     */
    public @Nullable Instant ended() {
        return ended;
    }

    /** How it ended, or null while it is open. */
    public @Nullable StreamEnd end() {
        return end;
    }

    /** Shows end and size. */
    @Override
    public String toString() {
        return "RecordedStream[" + (end == null ? "open" : end) + ", " + events + " events, " + bytes + " bytes]";
    }
}
