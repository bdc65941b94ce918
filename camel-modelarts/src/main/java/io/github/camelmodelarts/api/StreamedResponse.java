package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Hands on a successful response as soon as its head has arrived, with a {@link ResponseStream} for its body. Collects any
 * other response. Cancelling it cancels the reply, also after the response was handed on.
 */
public final class StreamedResponse extends CompletableFuture<ServiceResponse> {

    private final Reply reply;

    private StreamedResponse(Reply reply) {
        this.reply = reply;
    }

    /**
     * Waits for the response of a reply.
     *
     * @param timing belongs to the response from now on
     * @param flaw checks a collected response, as in {@link CollectedResponse}
     * @param memory the share for a collected response
     */
    public static CompletableFuture<ServiceResponse> of(
            Reply reply,
            StreamTiming timing,
            Function<ServiceResponse, @Nullable Throwable> flaw,
            ResponseMemory.Share memory) {
        StreamedResponse streamed = new StreamedResponse(reply);
        reply.head().whenComplete((head, failure) -> {
            try {
                if (head == null) {
                    streamed.completeExceptionally(
                            failure == null ? new IllegalStateException("no response") : failure);
                } else if (head.isSuccess()) {
                    streamed.handOn(head, timing);
                } else {
                    CollectedResponse.of(reply, flaw, memory).whenComplete(streamed::collected);
                }
            } catch (Throwable e) {
                streamed.completeExceptionally(e);
                reply.cancel();
            }
        });
        return streamed;
    }

    private void handOn(ResponseHead head, StreamTiming timing) {
        ResponseStream stream = new ResponseStream(head, reply, timing);
        if (!complete(new ServiceResponse(head, stream))) {
            stream.close();
        }
    }

    private void collected(@Nullable ServiceResponse response, @Nullable Throwable failure) {
        if (response == null) {
            completeExceptionally(failure == null ? new IllegalStateException("no response") : failure);
        } else if (!complete(response)) {
            response.memory().release();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean mine = super.cancel(mayInterruptIfRunning);
        reply.cancel();
        return mine;
    }
}
