package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A reply on its way to be a response as a whole: its body is collected, as far as there is memory for it. Cancelling it cancels the
 * reply.
 */
public final class CollectedResponse extends CompletableFuture<ServiceResponse> implements Flow.Subscriber<ByteBuffer> {

    /** How often a byte is in memory at most: in a piece, and in the whole that is made of them; or in the whole and in a string. */
    private static final int COPIES = 2;

    /** The same, if the text is not ASCII alone: once, then twice while it is decoded and twice in the string. */
    private static final int COPIES_OF_TEXT = 5;

    /** Of a refusal; says what it is about, and needs no room. */
    private static final int BEGINNING = 8 * 1024;

    private final Reply reply;
    private final Function<ServiceResponse, @Nullable Throwable> flaw;
    private final ResponseMemory.Share memory;
    private @Nullable CollectedBytes content;
    private boolean ascii = true;
    /** Of a refusal, when there was no memory for the rest. */
    private boolean full;

    private CollectedResponse(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw, ResponseMemory.Share memory) {
        this.reply = reply;
        this.flaw = flaw;
        this.memory = memory;
    }

    /** The response that a reply brings. Its memory is not counted. */
    public static CompletableFuture<ServiceResponse> of(
            Reply reply, Function<ServiceResponse, @Nullable Throwable> flaw) {
        return of(reply, flaw, ResponseMemory.UNLIMITED.share());
    }

    /**
     * The response that a transport's reply brings.
     *
     * @param flaw what is wrong with a response that seems to be complete, for which it fails then, or null
     * @param memory what it takes of a budget; belongs to the response when that is there, and is given back if it fails
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
                int told = expected(piece);
                requireRoom(told);
                known = new CollectedBytes(told);
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
            // a heap that is full, say
            fail(e);
            reply.cancel();
        }
    }

    /** What will never fit in need not come. */
    private void requireRoom(long told) throws ModelArtsResponseException {
        if (head().isSuccess() && !memory.fits(COPIES * told)) {
            throw memory.exhausted(COPIES * told);
        }
    }

    /** How many bytes of heap so many bytes of an answer take. A large one is counted with the string that is made of it, if one is made. */
    private long needed(long bytes) {
        long needed = COPIES * bytes;
        return needed > ResponseMemory.SMALL && isDecoded() ? COPIES_OF_TEXT * bytes : needed;
    }

    /** Whether the string that is made of it takes more than as many bytes. */
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

    /** How long the body will be; as long as its first piece where only its end shows that. */
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
