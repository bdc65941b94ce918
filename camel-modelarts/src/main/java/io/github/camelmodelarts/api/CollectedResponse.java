package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A reply on its way to be a response as a whole: its body is collected. Cancelling it cancels the reply. */
public final class CollectedResponse extends CompletableFuture<ServiceResponse> implements Flow.Subscriber<ByteBuffer> {

    private final Reply reply;
    private final Function<ServiceResponse, @Nullable Throwable> flaw;
    private @Nullable CollectedBytes content;

    private CollectedResponse(Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw) {
        this.reply = reply;
        this.flaw = flaw;
    }

    /**
     * The response that a transport's reply brings.
     *
     * @param flaw what is wrong with a response that seems to be complete, for which it fails then, or null
     */
    public static CompletableFuture<ServiceResponse> of(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw) {
        CollectedResponse collected = new CollectedResponse(reply, flaw);
        reply.body().subscribe(collected);
        return collected;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
        try {
            CollectedBytes known = content;
            if (known == null) {
                known = new CollectedBytes(expected(piece));
                content = known;
            }
            known.add(piece);
        } catch (Throwable e) {
            // a heap that is full, say
            completeExceptionally(e);
            reply.cancel();
        }
    }

    /** How long the body will be; 0 where only its end shows that. */
    private int expected(ByteBuffer first) {
        ResponseHead head = head();
        String length = head.headers().get("Content-Length");
        if (length == null || !head.isSuccess() || head.headers().get("Content-Encoding") != null) {
            return first.remaining();
        }
        try {
            return (int) Math.max(0, Math.min(Long.parseLong(length.strip()), Integer.MAX_VALUE));
        } catch (NumberFormatException e) {
            return first.remaining();
        }
    }

    /** It is there before the body is. */
    private ResponseHead head() {
        return reply.head().join();
    }

    @Override
    public void onError(Throwable failure) {
        completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            ServiceResponse response = new ServiceResponse(head(), content == null ? new byte[0] : content.bytes());
            Throwable found = flaw.apply(response);
            if (found == null) {
                complete(response);
            } else {
                completeExceptionally(found);
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean mine = super.cancel(mayInterruptIfRunning);
        if (mine) {
            reply.cancel();
        }
        return mine;
    }
}
