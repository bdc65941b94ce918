package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a reply to a complete response, as far as the memory budget allows. Cancelling it cancels the
 * reply.
 */
public final class CollectedResponse extends CompletableFuture<ServiceResponse> implements Flow.Subscriber<ByteBuffer> {

    /**
     * How many times a byte is in memory at most: in a piece and in the array of all pieces, or in that array and in a
     * string.
     */
    private static final int COPIES = 2;

    /**
     * The same for text that is not only ASCII: once in the array, twice while it is decoded and twice in the string.
     */
    private static final int COPIES_OF_TEXT = 5;

    /** How many bytes of an error response are kept even without memory for them: its beginning tells the reason. */
    private static final int BEGINNING = 8 * 1024;

    private final Reply reply;
    private final Function<ServiceResponse, @Nullable Throwable> flaw;
    private final ResponseMemory.Share memory;
    private @Nullable CollectedBytes content;
    private boolean ascii = true;
    /** Whether the rest of an error response is dropped, because there was no memory for it. */
    private boolean full;

    private CollectedResponse(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw, ResponseMemory.Share memory) {
        this.reply = reply;
        this.flaw = flaw;
        this.memory = memory;
    }

    /** Collects the response of a reply. Its memory is not counted. */
    public static CompletableFuture<ServiceResponse> of(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw) {
        return of(reply, flaw, ResponseMemory.UNLIMITED.share());
    }

    /**
     * Collects the response of a reply.
     *
     * @param flaw checks a response that seems to be complete; returns the failure to complete with, or null if there
     *     is none
     * @param memory the response's share of a budget; belongs to the response when it is complete, and is released if
     *     it fails
     */
    public static CompletableFuture<ServiceResponse> of(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw, ResponseMemory.Share memory) {
        CollectedResponse collected = new CollectedResponse(reply, flaw, memory);
        reply.body().subscribe(collected);
        return collected;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
        if (full) {
            return;
        }
        try {
            CollectedBytes known = content;
            if (known == null) {
                int announced = expected(piece);
                requireRoom(announced);
                known = new CollectedBytes(announced);
                content = known;
            }
            ascii = ascii && isAscii(piece);
            long needed = needed(known.allocatedFor(piece.remaining()));
            if (memory.raise(needed) || (!head().isSuccess() && known.size() < BEGINNING)) {
                known.add(piece);
            } else if (head().isSuccess()) {
                fail(memory.exhausted(needed));
                reply.cancel();
            } else {
                full = true;
            }
        } catch (Throwable e) {
            // a full heap, for example
            fail(e);
            reply.cancel();
        }
    }

    /** Fails early for a response that can never fit into the budget. */
    private void requireRoom(long announced) throws ModelArtsResponseException {
        if (head().isSuccess() && !memory.fits(COPIES * announced)) {
            throw memory.exhausted(COPIES * announced);
        }
    }

    /**
     * Returns how many bytes of heap a response of so many bytes takes. A large text is counted together with its
     * string.
     */
    private long needed(long bytes) {
        long needed = COPIES * bytes;
        return needed > ResponseMemory.SMALL && isDecoded() ? COPIES_OF_TEXT * bytes : needed;
    }

    /** Whether the response becomes a string that takes more memory than its bytes. */
    private boolean isDecoded() {
        return ServiceResponse.isText(head())
                && !(ascii && ServiceResponse.charset(head()).equals(StandardCharsets.UTF_8));
    }

    private static boolean isAscii(ByteBuffer bytes) {
        int at = bytes.position();
        for (; at <= bytes.limit() - Long.BYTES; at += Long.BYTES) {
            if ((bytes.getLong(at) & 0x8080808080808080L) != 0) {
                return false;
            }
        }
        for (; at < bytes.limit(); at++) {
            if (bytes.get(at) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the announced length of the body, or the length of its first piece if none is announced. */
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

    /** Returns the head, which is complete before the body arrives. */
    private ResponseHead head() {
        return reply.head().join();
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure);
    }

    private void fail(Throwable failure) {
        content = null;
        memory.release();
        completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            byte[] bytes = content == null ? new byte[0] : content.bytes();
            content = null;
            ServiceResponse response = new ServiceResponse(head(), bytes, memory);
            Throwable found = flaw.apply(response);
            if (found != null) {
                fail(found);
                return;
            }
            if (memory.isLarge()) {
                memory.lower(response.isText() ? needed(bytes.length) : bytes.length);
            }
            if (!complete(response)) {
                memory.release();
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean mine = super.cancel(mayInterruptIfRunning);
        if (mine) {
            memory.release();
            reply.cancel();
        }
        return mine;
    }
}
