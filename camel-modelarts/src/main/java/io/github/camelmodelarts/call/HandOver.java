package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Hands tasks over to the thread pool of routes. No task is lost when the pool rejects it, and no task runs on the thread that hands it
 * over, which can be a reactor thread. Thread-safe.
 */
public final class HandOver implements Executor {

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
        Handed handed = new Handed(task);
        try {
            pool.execute(handed);
        } catch (Throwable e) {
            // the pool is full or shut down, or has no memory for another
            // thread. A pool that throws has not taken the task
            runInReserve(task);
        } finally {
            handed.from = null;
        }
    }

    private final class Handed implements Runnable {

        private final Runnable task;
        /**
         * The thread that hands the task over, until it has done so. If this is the thread that runs the task, then the pool runs it on the caller's
         * thread. Other threads can see any value here, because none of them is this thread.
         */
        private @Nullable Thread from = Thread.currentThread();

        Handed(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (from == Thread.currentThread()) {
                runInReserve(task);
            } else {
                task.run();
            }
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
