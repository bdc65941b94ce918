package io.github.camelmodelarts.call;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the calls to one host. A call in flight needs a permit. Calls without a permit wait, without a thread, in the
 * queue of their endpoint; the queues take turns, so that an endpoint with many waiting calls does not hold up another
 * one. The host also has a quota for retries. Thread-safe; shared by all endpoints that call the same host over the same
 * client.
 */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final int permits;
    private final FairQueue<Ticket> waiting = new FairQueue<>();
    private final RetryQuota retries = new RetryQuota();
    private final RetryLog retryLog;
    private final Reach reach;
    /** Calls that a thread admits in a loop, the first one now. Empty unless an executor refuses tasks. */
    private final Queue<Ticket> admittedHere = new ArrayDeque<>();

    private int inside;

    /**
     * Admission for at most {@code permits} calls at once.
     *
     * @param nanoTime measures the time between log lines, as {@link System#nanoTime} does
     */
    public Admission(int permits, LongSupplier nanoTime) {
        this.permits = permits;
        this.retryLog = new RetryLog(nanoTime);
        this.reach = new Reach(nanoTime);
    }

    /**
     * Asks for a permit.
     *
     * @param queue identifies the queue in which the call waits if no permit is free
     * @param most how many calls may wait, in all queues together, the new one included
     * @param admitted runs once when the call has its permit. If a permit is free, it runs before this method returns; otherwise
     *     {@code later} runs it. It must throw nothing
     * @param later runs {@code admitted} when another call gives its permit back, so that the start of one call does
     *     not delay the end of another
     * @return the ticket, to be given back with {@link Ticket#leave()}, admitted or not; null if no permit is free
     *     and the call may not wait
     */
    @Nullable
    Ticket enter(Object queue, int most, Runnable admitted, Executor later) {
        Ticket ticket = new Ticket(queue, admitted, later);
        synchronized (this) {
            if (inside == permits) {
                if (waiting.size() >= most) {
                    return null;
                }
                waiting.add(queue, ticket);
                return ticket;
            }
            inside++;
            ticket.state = State.INSIDE;
            ticket.told = true;
        }
        admitted.run();
        return ticket;
    }

    int permits() {
        return permits;
    }

    RetryQuota retries() {
        return retries;
    }

    /** The calls of the host at this moment. */
    public HostLoad load() {
        int inFlight;
        int queued;
        synchronized (this) {
            inFlight = inside;
            queued = waiting.size();
        }
        return new HostLoad(inFlight, queued, permits, retries.left(), reach.unreachedCalls());
    }

    RetryLog retryLog() {
        return retryLog;
    }

    Reach reach() {
        return reach;
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
            admitHere(next);
        }
    }

    /** Admits a call on this thread. If it ends at once and passes its permit on, the loop admits the next call: the stack does not grow. */
    private void admitHere(Ticket next) {
        synchronized (admittedHere) {
            admittedHere.add(next);
            if (admittedHere.size() > 1) {
                return;
            }
        }
        for (Ticket ticket = next; ticket != null; ticket = nextHere()) {
            try {
                ticket.admit();
            } catch (Throwable e) {
                LOG.warn("A call could not be started; the calls after it are started nevertheless", e);
            }
        }
    }

    private @Nullable Ticket nextHere() {
        synchronized (admittedHere) {
            admittedHere.poll();
            return admittedHere.peek();
        }
    }

    private synchronized @Nullable Ticket moveOn(Ticket ticket) {
        if (stopsWaiting(ticket) || ticket.state == State.GONE) {
            return null;
        }
        ticket.state = State.GONE;
        Ticket next = waiting.poll();
        if (next == null) {
            inside--;
        } else {
            next.state = State.INSIDE;
        }
        return next;
    }

    /** Takes a call out of its queue. Returns false if the call does not wait. */
    private synchronized boolean stopsWaiting(Ticket ticket) {
        if (ticket.state != State.WAITING) {
            return false;
        }
        ticket.state = State.GONE;
        waiting.remove(ticket.queue, ticket);
        return true;
    }

    private enum State {
        WAITING,
        INSIDE,
        GONE
    }

    /** A place in the queue, or a permit. */
    final class Ticket {
        private final Object queue;
        private final Runnable admitted;
        private final Executor later;
        private State state = State.WAITING;
        private boolean told;

        private Ticket(Object queue, Runnable admitted, Executor later) {
            this.queue = queue;
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

        /** Gives back the place in the queue, so that the call is not admitted any more; false if the call does not wait. */
        boolean stopWaiting() {
            return stopsWaiting(this);
        }

        /** Gives back the permit or the place in the queue, and admits the next call. A second time does nothing. */
        void leave() {
            Admission.this.leave(this);
        }
    }
}
