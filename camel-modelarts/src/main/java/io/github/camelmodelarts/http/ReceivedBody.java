package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;

import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body while it arrives: keeps pieces until its subscriber wants them, and asks the connection for more when they are gone. Signals
 * come one after the other, on the thread that brings a piece or on the one that asks for it. Thread-safe.
 */
final class ReceivedBody implements Flow.Publisher<ByteBuffer> {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedBody.class);

    /** What may come unasked, in bytes on the wire. */
    private static final int WINDOW = 64 * 1024;

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

    /** @param cancel ends the exchange; called by a subscriber that wants no more */
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
            next.onError(new IllegalStateException("The body has a subscriber already"));
            return;
        }
        signal();
        refillQuietly();
    }

    /** From here on the connection is asked for more; told again each time when it has brought what it was asked for. */
    void from(CapacityChannel capacity) throws IOException {
        synchronized (this) {
            if (connection == null) {
                connection = capacity;
                taken += WINDOW;
            }
        }
        refill();
    }

    /** One more piece, which belongs to the subscriber from now on. */
    void add(ByteBuffer piece) {
        synchronized (this) {
            pieces.add(piece);
        }
        signal();
    }

    /** So many bytes were taken off the wire; as many may follow once they are handed on. */
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

    /** Ends it before what is still to be handed on: half an answer is none. */
    void fail(Throwable cause) {
        synchronized (this) {
            if (!ended && failure == null) {
                failure = cause;
                pieces.clear();
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
                // until nothing is there or wanted
            }
        } catch (Throwable e) {
            abandon(e);
        }
    }

    /** What a subscriber throws, for lack of memory say, ends the body and the exchange, even if only the end was still to be told. */
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

    /** False when there is nothing to be signalled now. */
    private boolean signalNext() {
        Flow.Subscriber<? super ByteBuffer> to;
        ByteBuffer piece;
        Throwable broken;
        synchronized (this) {
            to = subscriber;
            broken = failure;
            piece = broken == null && wanted > 0 ? pieces.poll() : null;
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
            if (capacity == null || (!unbounded && !pieces.isEmpty())) {
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
        } catch (IOException e) {
            // the connection says so itself
            LOG.debug("No more can be asked for", e);
        }
    }

    /** What a subscriber asks for; one that was refused asks in vain. */
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
                fail(new IllegalArgumentException("A subscriber asked for " + more + " pieces"));
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
