package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A response while it arrives: first the head, then the body in pieces. Thread-safe. */
public interface Reply {

    /**
     * Returns a future that completes with the head of any response, successful or not, or fails with one of the
     * exceptions of {@link Transport#send}. It completes on a thread that serves connections, which its dependent
     * stages must not block.
     */
    CompletableFuture<ResponseHead> head();

    /**
     * Returns the body in pieces of at most 16 KiB, decompressed unless it is a success that the transport streams. The
     * pieces belong to the subscriber. Of an error response, only the first 64 KiB are returned. The body accepts one
     * subscriber, at any time, and signals it on threads that serve connections, which the subscriber must not block.
     * The body fails with one of the exceptions of {@link Transport#send}, also if no head arrived.
     */
    Flow.Publisher<ByteBuffer> body();

    /**
     * Tells the transport that the subscriber has not requested more of the body, so the service is not silent although
     * no data arrives. Called from time to time.
     */
    default void keepWaiting() {}

    /**
     * Ends the exchange with the service and closes its connection. Head and body fail unless they are complete. Does
     * nothing after the body has ended.
     */
    void cancel();
}
