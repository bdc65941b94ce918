package io.github.camelmodelarts.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The pieces of a streamed body as they arrive, one at a time: the next one is requested when this one was read. The first end counts,
 * with two exceptions: a complete response can be unreadable, and a failure after the last useful byte does not count. Thread-safe.
 */
final class ArrivingBytes implements Flow.Subscriber<ByteBuffer> {

    /** How long a response is still read, in nanoseconds, after {@link #complete()}; {@link #LARGEST_REST} says how many bytes of it. */
    private static final long LONGEST_REST = 1_000_000_000L;

    private static final int LARGEST_REST = 64 * 1024;

    private final String service;
    private final long start = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Flow.@Nullable Subscription subscription;
    private @Nullable ByteBuffer piece;
    /** Whether a piece was requested and has not arrived, and since when, as {@link System#nanoTime}. */
    private boolean waiting;

    private long since = start;
    /** Whether nothing more arrives. */
    private boolean over;

    private @Nullable Runnable whenOver;
    private @Nullable StreamEnd end;
    private @Nullable ModelArtsStreamException failure;
    /** How many bytes arrived after {@link #complete()}; -1 before. */
    private int rest = -1;

    private long received;

    /** @param service the request, for messages */
    ArrivingBytes(String service) {
        this.service = service;
    }

    /** When the head of the response had arrived, as {@link System#nanoTime}. */
    long start() {
        return start;
    }

    @Nullable
    StreamEnd end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes have arrived. */
    long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    void whenOver(Runnable task) {
        lock.lock();
        try {
            if (!over) {
                Runnable before = whenOver;
                whenOver = before == null ? task : both(before, task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            try {
                first.run();
            } finally {
                second.run();
            }
        };
    }

    /** How long a requested piece has not arrived, in nanoseconds; 0 if none is requested. */
    long silence(long now) {
        lock.lock();
        try {
            return waiting && rest < 0 ? now - since : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the service may have to wait, because its reader is slow. */
    boolean isHeld() {
        lock.lock();
        try {
            return !waiting && !over;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange with the service if the response does not end soon after {@link #complete()}. */
    void giveUpRest(long now) {
        boolean tooLong;
        lock.lock();
        try {
            tooLong = rest >= 0 && now - since > LONGEST_REST;
        } finally {
            lock.unlock();
        }
        if (tooLong) {
            giveUp();
        }
    }

    int available() {
        lock.lock();
        try {
            return piece == null ? 0 : piece.remaining();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for at least one byte; returns -1 at the proper end. */
    int read(byte[] to, int offset, int length) throws IOException {
        Flow.Subscription more = null;
        int read;
        lock.lock();
        try {
            ByteBuffer next = next();
            if (next == null) {
                end = StreamEnd.COMPLETE;
                return -1;
            }
            read = Math.min(length, next.remaining());
            next.get(to, offset, read);
            if (!next.hasRemaining()) {
                piece = null;
                more = over ? null : subscription;
                waiting = more != null;
                since = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
        return read;
    }

    private @Nullable ByteBuffer next() throws IOException {
        try {
            while (piece == null) {
                if (failure != null) {
                    throw failure;
                } else if (over || end != null) {
                    return null;
                }
                changed.await();
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("The reading of the stream was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Whether nothing more can be read. */
    boolean isExhausted() {
        lock.lock();
        try {
            return over && piece == null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the body and the exchange with the service, unless the body has ended. */
    void finish(StreamEnd how, ModelArtsStreamException why) {
        finish(how, why, false);
    }

    /** Ends the body because it can't be read, although it may be complete. */
    void fail(ModelArtsStreamException why) {
        finish(StreamEnd.BROKEN, why, true);
    }

    private void finish(StreamEnd how, ModelArtsStreamException why, boolean evenIfComplete) {
        lock.lock();
        try {
            if (end != null && !(evenIfComplete && end == StreamEnd.COMPLETE)) {
                return;
            }
            end = how;
            failure = why;
            waiting = false;
            if (how == StreamEnd.CLOSED) {
                piece = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        giveUp();
    }

    /** Ends the body as complete: all that matters was read. The rest is dropped while it arrives, within limits. */
    void complete() {
        Flow.Subscription more;
        lock.lock();
        try {
            if (end == StreamEnd.CLOSED) {
                return;
            }
            // a failure after the last byte that matters is ignored
            end = StreamEnd.COMPLETE;
            failure = null;
            if (over) {
                return;
            }
            rest = available();
            more = piece == null ? null : subscription;
            piece = null;
            since = System.nanoTime();
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
    }

    private void giveUp() {
        Flow.Subscription arriving;
        lock.lock();
        try {
            arriving = over ? null : subscription;
        } finally {
            lock.unlock();
        }
        try {
            if (arriving != null) {
                arriving.cancel();
            }
        } finally {
            over();
        }
    }

    private void over() {
        Runnable task;
        lock.lock();
        try {
            over = true;
            waiting = false;
            task = whenOver;
            whenOver = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        lock.lock();
        try {
            subscription = given;
            waiting = true;
        } finally {
            lock.unlock();
        }
        given.request(1);
    }

    @Override
    public void onNext(ByteBuffer next) {
        Flow.Subscription more = null;
        boolean tooMuch;
        lock.lock();
        try {
            received += next.remaining();
            rest += rest < 0 ? 0 : next.remaining();
            tooMuch = rest > LARGEST_REST;
            if (end != null || !next.hasRemaining()) {
                more = subscription;
            } else {
                piece = next;
                waiting = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (tooMuch) {
            giveUp();
        } else if (more != null) {
            more.request(1);
        }
    }

    @Override
    public void onError(Throwable broken) {
        finish(
                broken instanceof ModelArtsTimeoutException ? StreamEnd.TIMEOUT : StreamEnd.BROKEN,
                broken instanceof ModelArtsStreamException known
                        ? known
                        : new ModelArtsStreamException(
                                "The streamed response of " + service + " broke: " + broken.getMessage(),
                                !(broken instanceof ModelArtsFailure described) || described.isRetryable(),
                                broken));
        over();
    }

    @Override
    public void onComplete() {
        over();
    }
}
