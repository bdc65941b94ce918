package io.github.camelmodelarts.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConnectionException;

/**
 * The set of all calls in flight, so that they can be ended: the calls whose time is over, the calls of a producer that stops, of a route that
 * stops, or all of them. One check every 100 ms compares the times of all calls, because a timer for each call costs more: it is added to and
 * removed from a heap under a lock. Thread-safe; the owner closes it when it stops.
 */
public final class OpenCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

    private static final long CHECK_MILLIS = 100;

    private final ScheduledExecutorService progress;
    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean checking = new AtomicBoolean();
    /** The check that was scheduled last. */
    private volatile @Nullable Object lastCheck;

    private volatile boolean closed;

    /** A call that can be ended from outside. */
    public interface OpenCall {

        /** The caller and route that the call is for. */
        Origin origin();

        /** Ends the call because its route or caller stops. A second time does nothing. */
        void stop();

        /**
         * Ends the call if its time is over. Called from time to time after {@link OpenCalls#check}.
         *
         * @param now the present {@link System#nanoTime}
         */
        default void endIfLate(long now) {}

        /** Whether the call's response is handed on while it arrives. */
        default boolean isStreaming() {
            return false;
        }
    }

    /**
     * The caller and the route that a call is made for.
     *
     * @param caller the producer or session
     * @param fromRoute the route that the exchange came from, or null if it came from none
     * @param purpose what the call is for
     * @param listener listens to this call only
     */
    public record Origin(Caller caller, @Nullable String fromRoute, CallPurpose purpose, CallListener listener) {

        /** The origin of a call of a service at an address. */
        public Origin(Caller caller, @Nullable String fromRoute) {
            this(caller, fromRoute, CallPurpose.OF_ADDRESS, CallListener.NONE);
        }

        boolean isStopped() {
            return caller.isStopped();
        }

        /** Identifies the queue in which the call waits for admission. */
        Object queue() {
            if (caller.queue != null) {
                return caller.queue;
            }
            return fromRoute == null ? caller : fromRoute;
        }

        Waiting waiting() {
            return caller.waiting;
        }
    }

    /** A producer or session that makes calls until it stops. */
    public final class Caller {

        private final @Nullable Object queue;
        private final Waiting waiting;
        private volatile boolean stopped;

        private Caller(@Nullable Object queue, Waiting waiting) {
            this.queue = queue;
            this.waiting = waiting;
        }

        boolean isStopped() {
            return stopped || closed;
        }

        /** Ends the calls of this caller; later ones end at once. */
        public void stop() {
            stopped = true;
            OpenCalls.this.stop(origin -> origin.caller == this);
        }
    }

    /** The exception of a call that ended because its route or session stopped; the call can be repeated. */
    public static ModelArtsConnectionException stopped(boolean mayHaveExecuted, int attempts) {
        return new ModelArtsConnectionException(
                "The route or session was stopped before the response was complete",
                null,
                mayHaveExecuted,
                true,
                attempts,
                null);
    }

    /** @param progress runs the checks of the calls' times */
    public OpenCalls(ScheduledExecutorService progress) {
        this.progress = progress;
    }

    /**
     * Makes a new caller.
     *
     * @param queue identifies the queue in which its calls wait for admission; callers can share one. If it is null, calls
     *     wait in the queue of their route, or in the caller's own queue if they come from no route
     * @param waiting the bounds for calls that wait
     */
    public Caller caller(@Nullable Object queue, Waiting waiting) {
        return new Caller(queue, waiting);
    }

    /** Adds a call. It is stopped at once if its caller has stopped. */
    public void add(OpenCall call) {
        open.add(call);
        if (call.origin().isStopped()) {
            call.stop();
        }
    }

    /** Removes a call that is over. */
    public void remove(OpenCall call) {
        open.remove(call);
    }

    /** Ends the calls whose origin matches. */
    public void stop(Predicate<Origin> where) {
        forEach(call -> {
            if (where.test(call.origin())) {
                call.stop();
            }
        });
    }

    /**
     * Checks the times of the calls every 100 ms from now on, while there are any.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the owner of the threads has stopped
     */
    void check() {
        if (!checking.get() && checking.compareAndSet(false, true)) {
            checkLater();
        }
    }

    private void checkLater() {
        Object next = new Object();
        lastCheck = next;
        try {
            progress.schedule(() -> endLate(next), CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Throwable e) {
            // a later call tries it again
            checking.set(false);
            throw e;
        }
    }

    private void endLate(Object check) {
        if (lastCheck != check) {
            // scheduling it seemed to have failed, and another one was scheduled
            return;
        }
        try {
            long now = System.nanoTime();
            forEach(call -> call.endIfLate(now));
        } finally {
            checking.set(false);
            if (!open.isEmpty()) {
                check();
            }
        }
    }

    /** How many responses are being streamed. */
    public int streams() {
        int streams = 0;
        for (OpenCall call : open) {
            streams += call.isStreaming() ? 1 : 0;
        }
        return streams;
    }

    private void forEach(Consumer<OpenCall> end) {
        for (OpenCall call : open) {
            try {
                end.accept(call);
            } catch (Throwable e) {
                LOG.warn("A call could not be ended; the other calls are ended nevertheless", e);
            }
        }
    }

    /** Ends all calls; later ones end at once. */
    @Override
    public void close() {
        closed = true;
        stop(origin -> true);
    }
}
