package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The threads on which routes go on, made safe to hand over to: no task is lost when the pool rejects it, and none runs on the thread
 * that hands it over, which may be a reactor's. Thread-safe.
 */
public final class HandOver implements Executor {

    /** Whether this thread is handing a task over right now; a task that sees it runs on the very thread that must not run it. */
    private static final ThreadLocal<Boolean> HANDING_OVER = ThreadLocal.withInitial(() -> false);

    private final Executor pool;
    private final @Nullable Executor reserve;

    /**
     * Tasks for a pool.
     *
     * @param reserve takes what the pool rejects, or runs on the caller's thread as Camel's pools do by default when they are full; null
     *     if there is none
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
            // full, shut down, or without memory for another thread: a pool that throws has not taken the task
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
        // everything is shut down, and the callback must come all the same
        try {
            new Thread(task, "ModelArtsLastWord").start();
        } catch (OutOfMemoryError e) {
            task.run();
        }
    }
}
