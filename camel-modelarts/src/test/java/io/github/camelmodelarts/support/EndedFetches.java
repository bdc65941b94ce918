package io.github.camelmodelarts.support;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;

/** Creates scheduled pools in which a test decides when the time limits of fetches (30 seconds) end. */
public final class EndedFetches extends DefaultThreadPoolFactory {

    private static final Duration FETCH = Duration.ofSeconds(30);

    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();

    /** Creates such a pool. */
    public ScheduledThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, factory) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                ScheduledFuture<?> scheduled = super.schedule(task, delay, unit);
                if (unit.toMillis(delay) == FETCH.toMillis()) {
                    ends.add(() -> {
                        if (scheduled.cancel(false)) {
                            execute(task);
                        }
                    });
                }
                return scheduled;
            }
        };
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }

    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
        return pool(profile.getPoolSize(), factory);
    }

    /** Ends the time limits of all fetches in flight, in the order in which they began. */
    public void end() {
        for (Runnable end = ends.poll(); end != null; end = ends.poll()) {
            end.run();
        }
    }
}
