package io.github.camelmodelarts.call;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Who may call a service host, and who waits: a limited number of permits, handed out in the order of asking. Waiting is an entry in
 * a queue and costs no thread. Thread-safe; shared by all endpoints that call the same host over the same client.
 */
public final class Admission {

    /** What a thread still has to start; a call that fails at once lets the next one in without growing the stack. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> STARTING = new ThreadLocal<>();

    private final int permits;
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private int inside;

    /** Admission for at most {@code permits} calls at once. */
    public Admission(int permits) {
        this.permits = permits;
    }

    /**
     * Asks for a permit.
     *
     * @param admitted run once the permit is there: before this method returns if one is free, else on the thread that gives one
     *     back
     * @return to be given back with {@link Ticket#leave()}, admitted or not
     */
    Ticket enter(Runnable admitted) {
        Ticket ticket = new Ticket(admitted);
        synchronized (this) {
            if (inside == permits) {
                waiting.add(ticket);
                return ticket;
            }
            inside++;
            ticket.state = State.INSIDE;
        }
        start(admitted);
        return ticket;
    }

    private void leave(Ticket ticket) {
        Ticket next = null;
        synchronized (this) {
            State before = ticket.state;
            ticket.state = State.GONE;
            if (before == State.WAITING) {
                waiting.remove(ticket);
            } else if (before == State.INSIDE) {
                next = waiting.poll();
                if (next == null) {
                    inside--;
                } else {
                    next.state = State.INSIDE;
                }
            }
        }
        if (next != null) {
            start(next.admitted);
        }
    }

    private static void start(Runnable admitted) {
        Deque<Runnable> starting = STARTING.get();
        if (starting != null) {
            starting.add(admitted);
            return;
        }
        starting = new ArrayDeque<>();
        STARTING.set(starting);
        try {
            for (Runnable next = admitted; next != null; next = starting.poll()) {
                next.run();
            }
        } finally {
            STARTING.remove();
        }
    }

    private enum State {
        WAITING,
        INSIDE,
        GONE
    }

    /** A place in the queue, or a permit. */
    final class Ticket {
        private final Runnable admitted;
        private State state = State.WAITING;

        private Ticket(Runnable admitted) {
            this.admitted = admitted;
        }

        /** Gives back the permit or the place in the queue; the next in line goes in. More than once does nothing. */
        void leave() {
            Admission.this.leave(this);
        }
    }
}
