package io.github.camelmodelarts.local.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The state of one service over time. It needs no thread: each read computes the state by the clock. A service with
 * {@link Work} ends by itself. Thread-safe.
 */
final class Lifecycle {

    private final Clock clock;
    private final Journal journal;
    private Duration startTime = Duration.ZERO;
    private Duration stopTime = Duration.ZERO;
    private @Nullable String plannedError;
    private ServiceState state = ServiceState.RUNNING;
    private Instant since;
    private @Nullable String error;
    private @Nullable Change pending;
    private @Nullable Work work;
    private boolean working;

    /** What a service does while it is running. Its methods are called with a lock and must not wait. */
    interface Work {

        /** The service was started, and is due to be running after this time. */
        void due(Duration time);

        /** The service is running: begins. {@link Lifecycle#workEnded} must be called when it ends. */
        void begin();

        /** The service is stopped or removed: ends soon. Does nothing if it has ended. */
        void end();

        /** The progress in percent. */
        int progress();
    }

    private record Change(
            ServiceState to,
            Instant begun,
            Instant due,
            @Nullable String error) {}

    Lifecycle(Clock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
        since = clock.instant();
    }

    synchronized void startTakes(Duration time) {
        startTime = time;
    }

    synchronized void stopTakes(Duration time) {
        stopTime = time;
    }

    /** Sets the work; at most once. */
    synchronized void work(Work done) {
        work = done;
    }

    /** The work ended. With an error message the service fails, without one it is finished; if it was being stopped, it is stopped. */
    synchronized void workEnded(@Nullable String message) {
        working = false;
        if (state == ServiceState.RUNNING) {
            error = message;
            become(message == null ? ServiceState.FINISHED : ServiceState.FAILED, clock.instant());
        }
    }

    /** The service was removed: ends the work. */
    synchronized void removed() {
        pending = null;
        endWork();
        work = null;
    }

    private void endWork() {
        if (work != null) {
            work.end();
        }
    }

    synchronized void failNextStart(String message) {
        plannedError = message;
    }

    synchronized void force(ServiceState forced, @Nullable String message) {
        pending = null;
        error = message;
        become(forced, clock.instant());
    }

    /**
     * Starts if the state allows it, and returns whether it does. The new state is visible only after {@code first} has
     * ended.
     */
    synchronized boolean start(Runnable first) {
        settle();
        if (!state.mayStart()) {
            return false;
        }
        first.run();
        String message = plannedError;
        plannedError = null;
        begin(ServiceState.DEPLOYING, message == null ? ServiceState.RUNNING : ServiceState.FAILED, startTime, message);
        if (work != null) {
            work.due(startTime);
        }
        return true;
    }

    /** Stops if the state allows it, and returns whether it does. */
    synchronized boolean stop() {
        settle();
        if (!state.mayStop()) {
            return false;
        }
        endWork();
        begin(ServiceState.STOPPING, ServiceState.STOPPED, stopTime, null);
        return true;
    }

    private void begin(ServiceState meanwhile, ServiceState then, Duration time, @Nullable String message) {
        Instant now = clock.instant();
        error = null;
        become(meanwhile, now);
        pending = new Change(then, now, now.plus(time), message);
        settle();
    }

    private void settle() {
        Change change = pending;
        boolean held = change != null && change.to() == ServiceState.STOPPED && working;
        if (change != null && !held && !clock.instant().isBefore(change.due())) {
            pending = null;
            error = change.error();
            become(change.to(), change.due());
            if (work != null && change.to() == ServiceState.RUNNING) {
                working = true;
                work.begin();
            }
        }
    }

    private void become(ServiceState next, Instant when) {
        state = next;
        since = when;
        journal.stateChanged(next, when, error);
    }

    Instant now() {
        return clock.instant();
    }

    synchronized ServiceState state() {
        settle();
        return state;
    }

    synchronized Instant since() {
        settle();
        return since;
    }

    synchronized @Nullable String error() {
        settle();
        return error;
    }

    /** The progress of the current change, from 0 to 99 percent; without one, that of the work; null if there is none of both. */
    synchronized @Nullable Integer progress() {
        settle();
        Change change = pending;
        if (change == null) {
            return work != null && working ? work.progress() : null;
        }
        long whole = Math.max(1, Duration.between(change.begun(), change.due()).toMillis());
        long done = Duration.between(change.begun(), clock.instant()).toMillis();
        return (int) Math.max(0, Math.min(99, done * 100 / whole));
    }
}
