package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.StreamEnd;
import io.github.camelmodelarts.call.StreamErrors;
import io.github.camelmodelarts.events.ErrorEvent;
import io.github.camelmodelarts.events.EventStreamParser;
import io.github.camelmodelarts.secrets.Redaction;

/** The events of a streamed response as the body of an exchange. They end when the exchange fails. Thread-safe. */
final class EventsOfExchange implements ServerSentEvents {

    /** The data of the event with which OpenAI-compatible services end a stream; it is no event for the reader. */
    static final String DONE = "[DONE]";

    private static final int BUFFER = 8 * 1024;

    private final ResponseStream stream;
    private final EventStreamParser parser;
    private final Redaction redaction;
    private final StreamOwner owner;
    private final ReentrantLock reading = new ReentrantLock();
    private final byte[] buffer = new byte[BUFFER];
    private ByteBuffer unread = ByteBuffer.wrap(buffer, 0, 0);
    private final AtomicLong count = new AtomicLong();
    private volatile boolean over;
    private volatile boolean closed;
    private volatile boolean done;
    private final boolean countsTokens;
    private volatile @Nullable UsedTokens tokens;

    /**
     * Reads events.
     *
     * @param maxEventSize the largest event, in bytes
     * @param redaction masks secrets in errors of the service
     * @param countsTokens whether an event can say how many tokens a language model used
     */
    EventsOfExchange(
            ResponseStream stream, int maxEventSize, Redaction redaction, StreamOwner owner, boolean countsTokens) {
        this.stream = stream;
        this.parser = new EventStreamParser(maxEventSize, redaction);
        this.redaction = redaction;
        this.owner = owner;
        this.countsTokens = countsTokens;
        owner.counts(count::get, () -> tokens);
    }

    /** Does not wait for the next event: a splitter calls this before it processes an event, and would process it late. */
    @Override
    public boolean hasNext() {
        requireFirstReading();
        if (!over && owner.hasFailed()) {
            // a splitter with stopOnException would read the rest before it closes the events
            close();
        }
        return !over;
    }

    @Override
    public @Nullable ServerSentEvent next() {
        requireFirstReading();
        owner.reading();
        reading.lock();
        try {
            ServerSentEvent event = over ? null : read();
            if (event == null) {
                over = true;
                owner.tellEnd();
            } else {
                count.incrementAndGet();
            }
            return event;
        } catch (ModelArtsStreamException e) {
            if (closed) {
                // by another thread, while this one waited
                return null;
            }
            over = true;
            stream.fail(e);
            ModelArtsStreamException explained = StreamErrors.explained(e).afterEvents(count.get());
            owner.tellFailure(explained);
            throw new UncheckedIOException(explained);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } finally {
            reading.unlock();
        }
    }

    private @Nullable ServerSentEvent read() throws IOException {
        while (true) {
            ServerSentEvent event = parser.next(unread);
            if (event != null) {
                return checked(event);
            }
            int length = stream.read(buffer);
            if (length < 0) {
                parser.end();
                return null;
            }
            unread = ByteBuffer.wrap(buffer, 0, length);
        }
    }

    private @Nullable ServerSentEvent checked(ServerSentEvent event) throws ModelArtsStreamException {
        if (event.data().equals(DONE)) {
            done = true;
            stream.complete();
            return null;
        }
        ModelArtsStreamException error = ErrorEvent.in(event, redaction);
        if (error != null) {
            throw error;
        }
        UsedTokens used = countsTokens ? UsedTokens.in(event.data()) : null;
        if (used != null) {
            // an event can also count the tokens so far: the last one counts
            tokens = used;
        }
        return event;
    }

    private void requireFirstReading() {
        if (over && owner.isRedelivered()) {
            throw new UncheckedIOException(StreamOwner.readAlready());
        }
    }

    @Override
    public long count() {
        return count.get();
    }

    @Override
    public @Nullable StreamEnd end() {
        return stream.end();
    }

    /** Whether the service ended the stream with {@link #DONE}. */
    boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        closed = true;
        over = true;
        stream.close();
        owner.tellEnd();
    }

    /** Shows the state, and reads nothing. */
    @Override
    public String toString() {
        return "ServerSentEvents[" + count + " read, " + (end() == null ? "open" : end()) + "]";
    }
}
