package io.github.camelmodelarts.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread pool of routes. One thread runs the tasks as long as it keeps up, because waking a thread costs more than most tasks. If a task
 * waits for 1 ms (100 ms directly after a time in which all threads were busy), more threads of the pool are woken. The pool gets more threads when all of them are blocked, because they can be waiting for
 * a task that is still in the queue. The pool is checked only while tasks are queued. Thread-safe; the owner shuts the pool down.
 */
public final class GrowingPool implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(GrowingPool.class);

    /** How long a task waits before more threads are woken. */
    private static final long PATIENCE_MILLIS = 1;

    /** The time between two decisions whether all threads are blocked. */
    private static final long GROWTH_MILLIS = 100;

    /** From this number of threads on, the pool grows only if no task ended since the last check, and not if tasks are slow. */
    private static final int MANY = 256;

    /** The greatest size of the pool: more threads than any system allows. Twice this number is still an int. */
    private static final int MOST = 1 << 20;

    private static final long UNKNOWN = -1;

    private final ThreadPoolExecutor pool;
    private final HandOver threads = new HandOver(this::executeInPool, null);
    private final ScheduledExecutorService progress;
    private final int least;
    private final Queue<Queued> waiting = new ConcurrentLinkedQueue<>();
    /** How many threads run tasks, or were told to. */
    private final AtomicInteger working = new AtomicInteger();

    private final AtomicLong ended = new AtomicLong();
    private final AtomicBoolean watched = new AtomicBoolean();
    /** The number of tasks that had ended at the last decision about growth. Only the check uses it. */
    private long endedBefore = UNKNOWN;

    private record Queued(Runnable task, long since) {}

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

    /** Runs a task on a thread of the pool, or on a thread of its own if the pool is shut down. */
    @Override
    public void execute(Runnable task) {
        if (pool.isShutdown()) {
            // no check wakes more threads any more
            threads.execute(task);
            return;
        }
        waiting.add(new Queued(task, System.nanoTime()));
        if (working.get() == 0 && working.compareAndSet(0, 1)) {
            threads.execute(this::work);
        } else if (!watched.get() && watched.compareAndSet(false, true)) {
            watch(PATIENCE_MILLIS);
        }
    }

    private void executeInPool(Runnable work) {
        try {
            pool.execute(work);
        } catch (OutOfMemoryError e) {
            // there is no memory for another thread: an existing thread does the work
            if (pool.getPoolSize() == 0) {
                throw e;
            }
            pool.getQueue().add(work);
        }
    }

    /** Runs tasks until none waits. A task that is added meanwhile relies on this thread, so it looks again after it has stopped working. */
    private void work() {
        do {
            try {
                for (Queued next = waiting.poll(); next != null; next = waiting.poll()) {
                    run(next.task);
                    ended.incrementAndGet();
                }
            } finally {
                working.decrementAndGet();
            }
        } while (!waiting.isEmpty() && working.compareAndSet(0, 1));
    }

    private void run(Runnable task) {
        if (!pool.isShutdown()) {
            // the interrupt was for the task before this one
            Thread.interrupted();
        }
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("A task of a route has thrown an exception", e);
        }
    }

    private void watch(long millis) {
        try {
            progress.schedule(this::check, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the owner stops, and there is no other check
            watched.set(false);
            waiting.forEach(task -> workMore());
        } catch (Throwable e) {
            // a later task tries it again
            watched.set(false);
            LOG.warn("The thread pool of routes can't be checked now", e);
        }
    }

    private void workMore() {
        working.incrementAndGet();
        try {
            threads.execute(this::work);
        } catch (Throwable e) {
            working.decrementAndGet();
            throw e;
        }
    }

    private void check() {
        long next = PATIENCE_MILLIS;
        boolean over = false;
        try {
            Queued first = waiting.peek();
            over = first == null;
            if (first == null) {
                resize(least);
                endedBefore = UNKNOWN;
            } else if (System.nanoTime() - first.since >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                next = wakeMore() ? PATIENCE_MILLIS : growIfBlocked();
            }
        } catch (Throwable e) {
            LOG.warn("The thread pool of routes could not be checked", e);
        } finally {
            if (over) {
                watched.set(false);
            }
            if (!over || (!waiting.isEmpty() && watched.compareAndSet(false, true))) {
                watch(next);
            }
        }
    }

    /** Wakes as many threads as work already. Returns false if all threads of the pool work. */
    private boolean wakeMore() {
        int now = working.get();
        int more = Math.min(Math.max(now, 1), pool.getMaximumPoolSize() - now);
        for (int i = 0; i < more; i++) {
            workMore();
        }
        return more > 0;
    }

    /** Grows the pool if too few tasks ended since the last decision. Returns the time until the next check. */
    private long growIfBlocked() {
        long before = endedBefore;
        endedBefore = ended.get();
        int all = Math.max(pool.getPoolSize(), least);
        long since = endedBefore - before;
        if (before == UNKNOWN || since >= all || (since > 0 && all >= MANY)) {
            return GROWTH_MILLIS;
        }
        grow(all);
        // the new threads get as much time as the others had
        endedBefore = UNKNOWN;
        return PATIENCE_MILLIS;
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
