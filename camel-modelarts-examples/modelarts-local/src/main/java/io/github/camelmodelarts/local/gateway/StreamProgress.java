package io.github.camelmodelarts.local.gateway;

import java.time.Instant;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.StreamEnd;

/** What was sent of one streamed response. Written by one thread at a time, read by any. */
final class StreamProgress {

    private final String requestId;
    private final int remotePort;
    private final Consumer<StreamEnd> onEnd;
    private final Instant opened = Instant.now();
    private long events;
    private long bytes;
    private @Nullable Instant ended;
    private @Nullable StreamEnd end;

    StreamProgress(String requestId, int remotePort, Consumer<StreamEnd> onEnd) {
        this.requestId = requestId;
        this.remotePort = remotePort;
        this.onEnd = onEnd;
    }

    synchronized void wrote(int count) {
        bytes += count;
    }

    synchronized void wroteEvent() {
        events++;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Only the first end counts. */
    void end(StreamEnd how) {
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = how;
            ended = Instant.now();
        }
        onEnd.accept(how);
    }

    synchronized boolean hasEnded() {
        return end != null;
    }

    synchronized RecordedStream snapshot() {
        return new RecordedStream(requestId, remotePort, opened, events, bytes, ended, end);
    }
}
