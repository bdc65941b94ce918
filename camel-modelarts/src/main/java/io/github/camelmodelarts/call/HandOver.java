package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Hands tasks over to the thread pool of routes. No task is lost when the pool rejects it, and no task runs on the thread that hands it
 * over, which can be a reactor thread. Thread-safe.
 */
public final class HandOver implements Executor {

    /** Whether this thread is handing over a task now. A task that sees true is running on the thread that must not run it. */
    private static final ThreadLocal<Boolean> HANDING_OVER = ThreadLocal.withInitial(() -> false);

    private final Executor pool;
    private final @Nullable Executor reserve;

    /**
     * Hands over to this pool.
     *
     * @param reserve takes tasks that the pool rejects, or runs on the caller's thread (as Camel's pools do by default when they are full);
     *     null if there is none
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
            // full, shut down, or no memory for another thread: a pool that throws has not taken the task
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
