package io.github.camelmodelarts.support;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;

/** Makes scheduled pools whose time limits of 30 seconds, which are those of fetches, end sooner. */
public final class ShortFetches extends DefaultThreadPoolFactory {

    private static final long FETCH = 30_000;

    private final Duration limit;

    public ShortFetches(Duration limit) {
        this.limit = limit;
    }

    /** A pool of one's own. */
    public ScheduledThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, factory) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return unit.toMillis(delay) == FETCH
                        ? super.schedule(task, limit.toMillis(), TimeUnit.MILLISECONDS)
                        : super.schedule(task, delay, unit);
            }
        };
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }

    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
        return pool(profile.getPoolSize(), factory);
    }
}
