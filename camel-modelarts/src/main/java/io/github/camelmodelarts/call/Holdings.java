package io.github.camelmodelarts.call;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseMemory;

/**
 * Holds what a call gives back when it is over: its permit, HTTP exchange, and the memory of a response
 * that is not handed on. Anything that is added later is given back at once. Thread-safe.
 */
final class Holdings {

    private volatile boolean over;
    private volatile Admission.@Nullable Ticket ticket;
    private volatile @Nullable Future<?> underWay;
    private volatile ResponseMemory.@Nullable Share answer;

    void ticket(Admission.Ticket given) {
        ticket = given;
        if (over) {
            given.leave();
        }
    }

    /** Gives back the place in the queue; false if the call does not wait for admission. */
    boolean stopWaiting() {
        Admission.Ticket mine = ticket;
        return mine != null && mine.stopWaiting();
    }

    /** Sets what the call waits for: its authentication, its response, or the end of a pause. */
    void underWay(Future<?> work) {
        underWay = work;
        if (over) {
            cancel(work);
        }
    }

    /** Sets the memory of the last response, and releases that of the attempt before. */
    void answer(ResponseMemory.@Nullable Share memory) {
        release(answer);
        answer = memory;
        if (over) {
            release(memory);
        }
    }

    /** The memory now belongs to the receiver of the response. */
    void handOnAnswer() {
        answer = null;
    }

    private static void release(ResponseMemory.@Nullable Share memory) {
        if (memory != null) {
            memory.release();
        }
    }

    void giveBack() {
        over = true;
        try {
            cancel(underWay);
            release(answer);
        } finally {
            // the permit is given back last, because the next call can need the connection
            Admission.Ticket mine = ticket;
            if (mine != null) {
                mine.leave();
            }
        }
    }

    /** Cancels work. A scheduled task is not interrupted, because it can be running on this thread. */
    private static void cancel(@Nullable Future<?> work) {
        if (work != null) {
            work.cancel(!(work instanceof ScheduledFuture));
        }
    }
}
