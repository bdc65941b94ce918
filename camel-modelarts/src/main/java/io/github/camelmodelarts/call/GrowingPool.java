package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of routes: few as long as tasks end, more when they all wait for something, which may be a task behind them in the queue.
 * Looked after only while tasks are queued. Thread-safe; its owner ends the pool.
 */
public final class GrowingPool implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(GrowingPool.class);

    private static final long CHECK_MILLIS = 100;

    /** From here on slow threads are no reason for more threads; only threads that are all blocked are. */
    private static final int MANY = 256;

    /** More than any system gives, and far from what overflows. */
    private static final int MOST = 1 << 20;

    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService progress;
    private final int least;
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long completedBefore;

    private GrowingPool(ThreadPoolExecutor pool, ScheduledExecutorService progress) {
        this.pool = pool;
        this.progress = progress;
        this.least = pool.getCorePoolSize();
    }

    /**
     * The pool, made to grow. One that is no {@link ThreadPoolExecutor} stays as it is: Camel's virtual threads need not be grown.
     *
     * @param pool with as many core threads as threads at most, and a queue without bounds
     * @param progress looks after it
     */
    public static Executor of(Executor pool, ScheduledExecutorService progress) {
        return pool instanceof ThreadPoolExecutor threads ? new GrowingPool(threads, progress) : pool;
    }

    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (OutOfMemoryError e) {
            // no memory for another thread: those that there are will do
            if (pool.getPoolSize() == 0) {
                throw e;
            }
            pool.getQueue().add(task);
        }
        if (!pool.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
            completedBefore = pool.getCompletedTaskCount();
            watch();
        }
    }

    private void watch() {
        try {
            progress.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the owner stops: what is queued runs on the threads that there are
            watched.set(false);
        }
    }

    private void check() {
        boolean over = false;
        try {
            over = isOver();
        } catch (Throwable e) {
            LOG.warn("The threads of routes could not be looked after", e);
        }
        if (!over) {
            watch();
        }
    }

    /** Grows or shrinks the pool. True when no task waits any more, so that no other check is needed. */
    private boolean isOver() {
        long completed = pool.getCompletedTaskCount();
        long since = completed - completedBefore;
        completedBefore = completed;
        if (pool.getQueue().isEmpty()) {
            resize(least);
            watched.set(false);
            return pool.getQueue().isEmpty() || !watched.compareAndSet(false, true);
        }
        int threads = Math.max(pool.getPoolSize(), least);
        if (since == 0 || (since < threads && threads < MANY)) {
            grow(threads);
        }
        return false;
    }

    private void grow(int from) {
        LOG.debug("All {} threads of routes are busy or blocked, so there may be twice as many", from);
        try {
            resize(Math.min(2 * from, MOST));
        } catch (OutOfMemoryError e) {
            // what could not be had must not stay the aim
            resize(Math.max(pool.getPoolSize(), least));
            LOG.warn(
                    "The system gives no more threads: {} run routes, all of them are blocked, and other calls wait for them",
                    pool.getPoolSize());
        }
    }

    private void resize(int threads) {
        if (threads >= pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(threads);
            pool.setCorePoolSize(threads);
        } else {
            pool.setCorePoolSize(threads);
            pool.setMaximumPoolSize(threads);
        }
    }
}
