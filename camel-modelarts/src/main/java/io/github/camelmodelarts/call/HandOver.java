package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Hands tasks over to the thread pool of routes. No task is lost when the pool rejects it, and no task runs on the thread that hands it
 * over, which can be a reactor thread. Thread-safe.
 */
public final class HandOver implements Executor {

    /** True while this thread hands over a task. A task that sees true runs on the thread that handed it over, which must not run it. */
    private static final ThreadLocal<Boolean> HANDING_OVER = ThreadLocal.withInitial(() -> false);

    private final Executor pool;
    private final @Nullable Executor reserve;

    /**
     * Creates an instance that hands tasks over to a pool.
     *
     * @param reserve runs the tasks that the pool rejects, and those that the pool runs on the caller's thread (Camel's pools do that by
     *     default when they are full); null if there is none
     */
    public HandOver(Executor pool, @Nullable Executor reserve) {
        this.pool = pool;
        this.reserve = reserve;
    }

    @Override
    public void execute(Runnable task) {
        HANDING_OVER.set(true);
        try {
            pool.execute(() -> {
                if (HANDING_OVER.get()) {
                    runInReserve(task);
                } else {
                    task.run();
                }
            });
        } catch (Throwable e) {
            // the pool is full or shut down, or has no memory for another
            // thread. A pool that throws has not taken the task
            runInReserve(task);
        } finally {
            HANDING_OVER.remove();
        }
    }

    private void runInReserve(Runnable task) {
        if (reserve != null) {
            reserve.execute(task);
            return;
        }
        // all pools are shut down, but the callback must run nevertheless
        try {
            new Thread(task, "ModelArtsLastWord").start();
        } catch (OutOfMemoryError e) {
            task.run();
        }
    }
}
