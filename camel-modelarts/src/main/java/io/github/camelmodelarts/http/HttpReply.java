package io.github.camelmodelarts.http;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Reply;
import io.github.camelmodelarts.api.ResponseHead;

/** One exchange with a service, as its caller sees it. Ends once; later events are ignored. Thread-safe. */
final class HttpReply implements Reply {

    private final CompletableFuture<ResponseHead> head = new CompletableFuture<>();
    private final ReceivedBody body = new ReceivedBody(this::cancel);
    private final Function<Throwable, Throwable> said;
    private boolean over;
    private boolean cancelled;
    private volatile boolean endsWithConnection;
    private @Nullable Runnable cancellation;
    private volatile Runnable keepWaiting = () -> {};

    /** @param said translates an exception of HttpClient into the exception for the caller */
    HttpReply(Function<Throwable, Throwable> said) {
        this.said = said;
    }

    @Override
    public CompletableFuture<ResponseHead> head() {
        return head;
    }

    @Override
    public ReceivedBody body() {
        return body;
    }

    /** Whether the body ends with the connection. */
    boolean endsWithConnection() {
        return endsWithConnection;
    }

    synchronized boolean isOver() {
        return over;
    }

    void begin(ResponseHead received, boolean untilConnectionEnds) {
        endsWithConnection = untilConnectionEnds;
        head.complete(received);
    }

    void end() {
        if (over()) {
            body.end();
        }
    }

    void fail(Throwable failure) {
        if (over()) {
            tell(said(failure));
        }
    }

    /** Translates an exception of HttpClient into the exception for the caller. */
    Throwable said(Throwable failure) {
        try {
            return said.apply(failure);
        } catch (Throwable e) {
            // for example, no memory for the message
            e.addSuppressed(failure);
            return e;
        }
    }

    private void tell(Throwable failure) {
        head.completeExceptionally(failure);
        body.fail(failure);
    }

    private synchronized boolean over() {
        boolean mine = !over;
        over = true;
        return mine;
    }

    /** Sets the task that ends the exchange; false if the reply was already cancelled. */
    synchronized boolean onCancel(Runnable task) {
        cancellation = task;
        return !cancelled;
    }

    /** Sets the task that prevents the connection from timing out while the reader of the body is slow. */
    void onKeepWaiting(Runnable task) {
        keepWaiting = task;
    }

    @Override
    public void keepWaiting() {
        if (!isOver()) {
            keepWaiting.run();
        }
    }

    @Override
    public void cancel() {
        abandon(new CancellationException("The exchange was cancelled"));
    }

    /** Ends the exchange, and then reports the failure to the caller. */
    void abandon(Throwable failure) {
        if (!over()) {
            return;
        }
        Runnable task;
        synchronized (this) {
            cancelled = true;
            task = cancellation;
        }
        try {
            if (task != null) {
                task.run();
            }
        } finally {
            tell(failure);
        }
    }
}
