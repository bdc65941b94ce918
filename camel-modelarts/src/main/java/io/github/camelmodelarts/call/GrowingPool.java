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
 * The thread pool of routes. It has few threads as long as tasks end. It gets more threads when all of them are blocked,
 * because they can be waiting for a task that is still in the queue. The pool is checked only while tasks are queued.
 * Thread-safe; the owner shuts the pool down.
 */
public final class GrowingPool implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(GrowingPool.class);

    private static final long CHECK_MILLIS = 100;

    /** From this number of threads on, the pool grows only if no task ended since the last check, and not if tasks are slow. */
    private static final int MANY = 256;

    /** The greatest size of the pool: more threads than any system allows. Twice this number is still an int. */
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
     * Wraps the pool so that it grows. A pool that is no {@link ThreadPoolExecutor} stays as it is: a pool of virtual threads need not grow.
     *
     * @param pool a pool whose core size is its maximum size, with an unbounded queue
     * @param progress runs the checks
     */
    public static Executor of(Executor pool, ScheduledExecutorService progress) {
        return pool instanceof ThreadPoolExecutor threads ? new GrowingPool(threads, progress) : pool;
    }

    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (OutOfMemoryError e) {
            // there is no memory for another thread: an existing thread takes the task
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
            // the owner stops: queued tasks run on the existing threads
            watched.set(false);
        }
    }

    private void check() {
        boolean over = false;
        try {
            over = isOver();
        } catch (Throwable e) {
            LOG.warn("The thread pool of routes could not be checked", e);
        }
        if (!over) {
            watch();
        }
    }

    /** Grows or shrinks the pool. Returns true when no task waits, so that no other check is needed. */
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
        LOG.debug("All {} threads of routes are busy or blocked, so their number is doubled", from);
        try {
            resize(Math.min(2 * from, MOST));
        } catch (OutOfMemoryError e) {
            // the pool must not keep a size that it can't reach
            resize(Math.max(pool.getPoolSize(), least));
            LOG.warn(
                    "The system allows no more threads: all {} threads of routes are blocked, and other calls wait for them",
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
