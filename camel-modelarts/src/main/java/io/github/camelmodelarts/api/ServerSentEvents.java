package io.github.camelmodelarts.api;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed response, as they arrive. They can be read once, by one thread at a time. The service is not
 * read faster than the events are: a reader that stops for a while stops the service, too. Closing them ends the call of the
 * service.
 *
 * <p>The component closes them when the exchange that called the service is done or fails.
 */
public interface ServerSentEvents extends Iterator<ServerSentEvent>, Closeable {

    /**
     * Returns false if no more events follow, as far as is known. It never waits, so it can return true although the next
     * call of {@link #next} finds the end of the stream.
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next event. A splitter skips the null at the end.
     *
     * @return null at the end of the stream
     * @throws UncheckedIOException with a {@link ModelArtsStreamException} if the stream did not end properly, or was closed by
     *     the component
     */
    @Override
    @Nullable
    ServerSentEvent next();

    /** Returns how many events were read. */
    long count();

    /** Returns how the stream ended, or null before its end was read and before it was closed. */
    @Nullable
    StreamEnd end();

    /** Ends the call of the service, unless the stream has ended. Further reading finds no event. */
    @Override
    void close();
}
