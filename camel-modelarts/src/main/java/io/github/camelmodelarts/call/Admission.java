package io.github.camelmodelarts.call;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Limits the calls to one host. A call in flight needs a permit. Calls without a permit wait, without a thread, in the
 * queue of their endpoint; the queues take turns, so that an endpoint with many waiting calls does not hold up another
 * one. The host also has a quota for retries. Thread-safe; shared by all endpoints that call the same host over the same
 * client.
 */
public final class Admission {

    private final int permits;
    /** The queues with waiting calls. The first one gets the next permit. */
    private final Map<Object, Set<Ticket>> queues = new LinkedHashMap<>();

    private final RetryQuota retries = new RetryQuota();
    private final RetryLog retryLog;
    private int inside;
    private int waiting;

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
                if (waiting >= most) {
                    return null;
                }
                waiting++;
                queues.computeIfAbsent(queue, key -> new LinkedHashSet<>()).add(ticket);
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
            waiting--;
            queues.computeIfPresent(ticket.queue, (key, queue) -> without(ticket, queue));
        }
        if (before != State.INSIDE) {
            return null;
        }
        Ticket next = next();
        if (next == null) {
            inside--;
        } else {
            next.state = State.INSIDE;
        }
        return next;
    }

    private static @Nullable Set<Ticket> without(Ticket ticket, Set<Ticket> queue) {
        queue.remove(ticket);
        return queue.isEmpty() ? null : queue;
    }

    /** Takes the first call of the first queue. This queue has its next turn after all others. */
    private @Nullable Ticket next() {
        Iterator<Map.Entry<Object, Set<Ticket>>> turns = queues.entrySet().iterator();
        if (!turns.hasNext()) {
            return null;
        }
        Set<Ticket> queue = turns.next().getValue();
        turns.remove();
        Iterator<Ticket> tickets = queue.iterator();
        Ticket next = tickets.next();
        tickets.remove();
        waiting--;
        if (tickets.hasNext()) {
            queues.put(next.queue, queue);
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

        /** Gives back the permit or the place in the queue, and admits the next call. A second time does nothing. */
        void leave() {
            Admission.this.leave(this);
        }
    }
}
