package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseMemory;

/** What a call has to give back when it is over: its permit, its time limit, its exchange, the memory of an answer that is not handed on. What comes later is given back at once. Thread-safe. */
final class Holdings {

    private volatile boolean over;
    private volatile Admission.@Nullable Ticket ticket;
    private volatile @Nullable ScheduledFuture<?> limit;
    private volatile @Nullable Future<?> underWay;
    private volatile ResponseMemory.@Nullable Share answer;

    void ticket(Admission.Ticket given) {
        ticket = given;
        if (over) {
            given.leave();
        }
    }

    void limit(ScheduledFuture<?> end) {
        limit = end;
        if (over) {
            end.cancel(false);
        }
    }

    /** What the call waits for from now on: its proof, its response, the end of a pause. */
    void underWay(Future<?> work) {
        underWay = work;
        if (over) {
            cancel(work);
        }
    }

    /** What the last answer takes, in place of that of the attempt before. */
    void answer(ResponseMemory.@Nullable Share memory) {
        release(answer);
        answer = memory;
        if (over) {
            release(memory);
        }
    }

    /** It belongs to those who are told the answer. */
    void handOnAnswer() {
        answer = null;
    }

    private static void release(ResponseMemory.@Nullable Share memory) {
        if (memory != null) {
            memory.release();
        }
    }

    /** Until the time limit; null if there is none yet. */
    @Nullable
    Duration timeLeft() {
        ScheduledFuture<?> end = limit;
        return end == null ? null : Duration.ofNanos(end.getDelay(TimeUnit.NANOSECONDS));
    }

    void giveBack() {
        over = true;
        try {
            cancel(limit);
            cancel(underWay);
            release(answer);
        } finally {
            // last: the next call may want the connection
            Admission.Ticket mine = ticket;
            if (mine != null) {
                mine.leave();
            }
        }
    }

    /** What is timed may be running on this very thread, which must not be interrupted. */
    private static void cancel(@Nullable Future<?> work) {
        if (work != null) {
            work.cancel(!(work instanceof ScheduledFuture));
        }
    }
}
