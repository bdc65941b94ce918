package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads and clocks for tests without a component: tasks run at once, and time limits end when the test calls {@link #endLimits}. */
final class Timings extends ScheduledThreadPoolExecutor {

    private record Limit(Runnable end, ScheduledFuture<?> scheduled) {}

    private final List<Limit> limits = new ArrayList<>();

    Timings() {
        super(1, task -> {
            Thread thread = new Thread(task, "timings");
            thread.setDaemon(true);
            return thread;
        });
        setRemoveOnCancelPolicy(true);
    }

    /** A timing with the system clock. */
    static Timing ofSystem() {
        return new Timings().at(InstantSource.system());
    }

    /** A timing in which ages follow the same clock as dates. */
    Timing at(InstantSource clock) {
        return new Timing(
                this,
                clock,
                () -> Duration.between(java.time.Instant.EPOCH, clock.instant()).toNanos());
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable end, long delay, TimeUnit unit) {
        Limit limit = new Limit(end, super.schedule(() -> {}, 1, TimeUnit.DAYS));
        limits.add(limit);
        return limit.scheduled;
    }

    /** Ends all time limits that are not cancelled. */
    void endLimits() {
        List<Limit> all = List.copyOf(limits);
        limits.clear();
        all.stream().filter(limit -> !limit.scheduled.isDone()).forEach(limit -> limit.end.run());
    }
}
