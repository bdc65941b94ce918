package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;

import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a response body while it arrives. Keeps pieces until the subscriber requests them, and then requests more from the connection.
 * Signals are sent one after the other, on the thread that adds a piece or on the one that requests it. Thread-safe.
 */
final class ReceivedBody implements Flow.Publisher<ByteBuffer> {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedBody.class);

    /** How many bytes on the wire can arrive without a request of the subscriber. */
    private static final int WINDOW = 64 * 1024;

    /** More is requested from the connection in steps of this many bytes: each request wakes the reactor. */
    private static final int STEP = WINDOW / 2;

    static final int LARGEST_PIECE = 16 * 1024;

    /** A piece of this length is not joined with others: to copy it once more costs more than its object. */
    static final int SMALL_PIECE = 4 * 1024;

    private final Runnable cancel;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private @Nullable CapacityChannel connection;
    private long wanted;
    private int taken;
    private boolean ended;
    private @Nullable Throwable failure;
    private boolean signalling;
    private boolean over;

    /** @param cancel ends the exchange; runs when the subscriber cancels */
    ReceivedBody(Runnable cancel) {
        this.cancel = cancel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> next) {
        boolean second;
        synchronized (this) {
            second = subscriber != null;
            if (!second) {
                subscriber = next;
            }
        }
        next.onSubscribe(new Demand(second));
        if (second) {
            next.onError(new IllegalStateException("The body already has a subscriber"));
            return;
        }
        signal();
        refillQuietly();
    }

    /** Sets the connection from which more data is requested. HttpCore calls this again each time the requested data has arrived. */
    void from(CapacityChannel capacity) throws IOException {
        synchronized (this) {
            if (connection == null) {
                connection = capacity;
                taken += WINDOW;
            } else if (wanted > 0 && pieces.isEmpty()) {
                // the rest was not read as content: padding of HTTP/2 frames
                taken = Math.max(taken, STEP);
            }
        }
        refill();
    }

    /** Adds a piece, which belongs to the subscriber from now on. */
    void add(ByteBuffer piece) {
        synchronized (this) {
            if (!appended(piece)) {
                pieces.add(piece);
            }
        }
        signal();
    }

    /** Appends a piece to the last one: many small pieces would take a multiple of their length. */
    private boolean appended(ByteBuffer piece) {
        ByteBuffer last = pieces.peekLast();
        int length = last == null ? 0 : last.remaining() + piece.remaining();
        if (last == null || length > LARGEST_PIECE || piece.remaining() >= SMALL_PIECE) {
            return false;
        } else if (last.capacity() - last.limit() < piece.remaining()) {
            pieces.removeLast();
            last = ByteBuffer.allocate(Math.min(LARGEST_PIECE, 2 * length))
                    .put(last)
                    .flip();
            pieces.add(last);
        }
        int end = last.limit();
        last.limit(end + piece.remaining());
        last.put(end, piece, piece.position(), piece.remaining());
        return true;
    }

    /** Called when this many bytes were read from the wire. The same number is requested when they, and some more, are passed on. */
    void taken(int bytes) throws IOException {
        synchronized (this) {
            if (wanted == Long.MAX_VALUE) {
                return;
            }
            taken += bytes;
        }
        refill();
    }

    void end() {
        synchronized (this) {
            ended = true;
        }
        signal();
    }

    /** Ends the body with a failure, which follows the pieces that have arrived. */
    void fail(Throwable cause) {
        synchronized (this) {
            if (!ended && failure == null) {
                failure = cause;
            }
        }
        signal();
    }

    private synchronized void want(long more) {
        wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
    }

    private void signal() {
        synchronized (this) {
            if (signalling) {
                return;
            }
            signalling = true;
        }
        try {
            while (signalNext()) {
                // until there is no piece or no request
            }
        } catch (Throwable e) {
            abandon(e);
        }
    }

    /** Ends the body and the exchange after the subscriber has thrown, for example because of lack of memory, even at the last signal. */
    private void abandon(Throwable thrown) {
        Flow.Subscriber<? super ByteBuffer> to;
        synchronized (this) {
            signalling = false;
            over = true;
            pieces.clear();
            to = subscriber;
        }
        cancel.run();
        if (to != null) {
            to.onError(thrown);
        }
    }

    /** Sends the next signal; false if there is none now. */
    private boolean signalNext() {
        Flow.Subscriber<? super ByteBuffer> to;
        ByteBuffer piece;
        Throwable broken;
        synchronized (this) {
            to = subscriber;
            piece = wanted > 0 ? pieces.poll() : null;
            broken = piece == null && pieces.isEmpty() ? failure : null;
            boolean last = broken != null || (ended && pieces.isEmpty() && piece == null);
            if (to == null || over || (piece == null && !last)) {
                signalling = false;
                return false;
            }
            if (piece == null) {
                over = true;
            } else if (wanted < Long.MAX_VALUE) {
                wanted--;
            }
        }
        if (piece != null) {
            to.onNext(piece);
        } else if (broken != null) {
            to.onError(broken);
        } else {
            to.onComplete();
        }
        return true;
    }

    private void refill() throws IOException {
        CapacityChannel capacity;
        int more;
        synchronized (this) {
            capacity = connection;
            boolean unbounded = wanted == Long.MAX_VALUE;
            boolean early = !unbounded && (taken < STEP || !pieces.isEmpty());
            if (capacity == null || ended || failure != null || over || early) {
                return;
            }
            more = unbounded ? Integer.MAX_VALUE : taken;
            taken = 0;
        }
        if (more > 0) {
            capacity.update(more);
        }
    }

    private void refillQuietly() {
        try {
            refill();
        } catch (IOException | CancelledKeyException e) {
            // the connection itself reports the failure; HttpCore closes a TLS connection in two steps
            LOG.debug("No more data can be requested", e);
        }
    }

    /** The subscription of a subscriber; requests of a refused one are ignored. */
    private final class Demand implements Flow.Subscription {

        private final boolean refused;

        Demand(boolean refused) {
            this.refused = refused;
        }

        @Override
        public void request(long more) {
            if (refused) {
                return;
            } else if (more <= 0) {
                fail(new IllegalArgumentException("A subscriber requested " + more + " pieces"));
                cancel.run();
                return;
            }
            want(more);
            signal();
            refillQuietly();
        }

        @Override
        public void cancel() {
            if (refused) {
                return;
            }
            synchronized (ReceivedBody.this) {
                over = true;
                pieces.clear();
            }
            cancel.run();
        }
    }
}
