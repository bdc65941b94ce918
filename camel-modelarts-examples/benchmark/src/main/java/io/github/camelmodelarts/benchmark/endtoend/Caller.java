package io.github.camelmodelarts.benchmark.endtoend;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** A client that calls the server, always with the same request. Thread-safe. */
interface Caller extends AutoCloseable {

    /**
     * Starts a call and reads its response into memory.
     *
     * @param end called once: with null after a success. It may be called before this method returns
     */
    void call(Consumer<@Nullable Throwable> end);

    /** Whether a call blocks its thread until it ends, so that calls in flight need a thread each. */
    default boolean blocks() {
        return false;
    }

    @Override
    void close();
}
