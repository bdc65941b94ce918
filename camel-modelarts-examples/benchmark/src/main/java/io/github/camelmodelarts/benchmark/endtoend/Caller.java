package io.github.camelmodelarts.benchmark.endtoend;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** A client that calls the server, always with the same request. Thread-safe. */
interface Caller extends AutoCloseable {

    /**
     * Starts a call and reads its response: into memory, or if it is large, without keeping it.
     *
     * @param end called once: with null after a success. It may be called before this method returns
     */
    void call(Consumer<@Nullable Throwable> end);

    /**
     * Starts a call whose response is server-sent events.
     *
     * @param delays gets the delay of each event, from the moment when the server sent it
     */
    default void call(Histogram delays, Consumer<@Nullable Throwable> end) {
        throw new UnsupportedOperationException("This client reads no events");
    }

    /** Whether a call blocks its thread until it ends, so that calls in flight need a thread each. */
    default boolean blocks() {
        return false;
    }

    @Override
    void close();
}
