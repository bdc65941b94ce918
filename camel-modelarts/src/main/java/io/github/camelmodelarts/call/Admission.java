package io.github.camelmodelarts.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Limits the calls to one host. A call in flight needs a permit; calls get permits in the order in which they ask. The
 * host also has a quota for retries. A waiting call is an entry in a queue and needs no thread. Thread-safe; shared by
 * all endpoints that call the same host over the same client.
 */
public final class Admission {

    private final int permits;
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private final RetryQuota retries = new RetryQuota();
    private final RetryLog retryLog;
    private int inside;

    /**
     * Admission for at most {@code permits} calls at once.
     *
     * @param nanoTime measures the time between log lines, as {@link System#nanoTime} does
     */
    public Admission(int permits, LongSupplier nanoTime) {
        this.permits = permits;
        this.retryLog = new RetryLog(nanoTime);
    }

    /**
     * Asks for a permit.
     *
     * @param admitted runs once when the call has its permit. If a permit is free, it runs before this method returns; otherwise
     *     {@code later} runs it. It must throw nothing
     * @param later runs {@code admitted} when another call gives its permit back, so that the start of one call does
     *     not delay the end of another
     * @return the ticket, to be given back with {@link Ticket#leave()}, admitted or not
     */
    Ticket enter(Runnable admitted, Executor later) {
        Ticket ticket = new Ticket(admitted, later);
        synchronized (this) {
            if (inside == permits) {
                waiting.add(ticket);
                return ticket;
            }
            inside++;
            ticket.state = State.INSIDE;
            ticket.told = true;
        }
        admitted.run();
        return ticket;
    }

    RetryQuota retries() {
        return retries;
    }

    RetryLog retryLog() {
        return retryLog;
    }

    private void leave(Ticket ticket) {
        Ticket next = moveOn(ticket);
        if (next == null) {
            return;
        }
        try {
            next.later.execute(next::admit);
        } catch (Throwable e) {
            // for example, there is no memory for a thread. If the executor
            // queued the task nevertheless, the task does nothing
            next.admit();
        }
    }

    private synchronized @Nullable Ticket moveOn(Ticket ticket) {
        State before = ticket.state;
        ticket.state = State.GONE;
        if (before == State.WAITING) {
            waiting.remove(ticket);
        }
        if (before != State.INSIDE) {
            return null;
        }
        Ticket next = waiting.poll();
        if (next == null) {
            inside--;
        } else {
            next.state = State.INSIDE;
        }
        return next;
    }

    private enum State {
        WAITING,
        INSIDE,
        GONE
    }

    /** A place in the queue, or a permit. */
    final class Ticket {
        private final Runnable admitted;
        private final Executor later;
        private State state = State.WAITING;
        private boolean told;

        private Ticket(Runnable admitted, Executor later) {
            this.admitted = admitted;
            this.later = later;
        }

        private void admit() {
            synchronized (Admission.this) {
                if (told) {
                    return;
                }
                told = true;
            }
            admitted.run();
        }

        /** Gives back the permit or the place in the queue, and admits the next call. A second time does nothing. */
        void leave() {
            Admission.this.leave(this);
        }
    }
}
