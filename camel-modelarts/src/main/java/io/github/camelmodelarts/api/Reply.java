package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** What comes back for one request: the head first, the body while it arrives. Thread-safe. */
public interface Reply {

    /**
     * Completes with the head, whatever its status, or with one of the exceptions of {@link Transport#send}. It completes on a thread that
     * serves connections: what follows must not block there.
     */
    CompletableFuture<ResponseHead> head();

    /**
     * The body, unpacked, in pieces of at most 16 KiB, which belong to the subscriber; of a failure the first 64 KiB. It has one
     * subscriber, which may come at any time and is signalled on threads that serve connections: it must not block. The body fails with
     * one of the exceptions of {@link Transport#send}, also where there was not even a head.
     */
    Flow.Publisher<ByteBuffer> body();

    /** Ends the exchange with the service and closes its connection; what is not there yet fails. Does nothing once the body has ended. */
    void cancel();
}
