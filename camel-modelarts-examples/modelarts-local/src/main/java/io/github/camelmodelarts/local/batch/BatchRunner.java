package io.github.camelmodelarts.local.batch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.obs.ObjectStore;

/** Runs batch services on threads of its own, which end when it is closed. Thread-safe. */
public final class BatchRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
    private static final int CLOSE_SECONDS = 5;

    private final BatchServices settings = new BatchServices();
    private final Supplier<ObjectStore> stores;
    private final AtomicInteger threadNumber = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);
    private final Set<BatchRun> running = ConcurrentHashMap.newKeySet();

    /** What happens at the end of a run. */
    @FunctionalInterface
    public interface End {

        /** The run ended. {@code error} is the error message of the service, or null if it finished or was stopped. */
        void ended(BatchRun run, @Nullable String error);
    }

    /** Creates a runner. {@code stores} supplies the object storage, which is not opened before a run needs it. */
    public BatchRunner(Supplier<ObjectStore> stores) {
        this.stores = stores;
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "modelarts-local-batch-" + threadNumber.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** The settings for tests. */
    public BatchServices settings() {
        return settings;
    }

    /** Starts a run. {@code end} is called by another thread. If the runner is closed, nothing happens. */
    public BatchRun start(BatchConfig config, Model model, End end) {
        BatchRun run = new BatchRun(config, model, settings, stores, threads);
        try {
            running.add(run);
            threads.execute(() -> {
                String error = run.run();
                running.remove(run);
                end.ended(run, error);
            });
        } catch (RejectedExecutionException e) {
            running.remove(run);
            LOG.debug("A batch service is not run, because the server is closed", e);
        }
        return run;
    }

    /** Runs an action after a time, in real time; not at all if the runner is closed by then. */
    public void after(Duration time, Runnable action) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, task -> {
                    if (!threads.isShutdown()) {
                        threads.execute(task);
                    }
                })
                .execute(action);
    }

    /** Stops all runs, and waits at most 5 seconds for the models that respond to them. */
    @Override
    public void close() {
        running.forEach(BatchRun::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A model still predicts a file of a batch service, although the server is closed");
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
