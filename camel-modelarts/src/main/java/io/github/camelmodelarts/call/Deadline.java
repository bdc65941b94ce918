package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Limits how long a caller waits for a stage that other callers share and that can take longer. Thread-safe. */
public final class Deadline {

    private final ScheduledExecutorService progress;

    /** @param progress runs the time limits */
    public Deadline(ScheduledExecutorService progress) {
        this.progress = progress;
    }

    /** Completes like the stage, or with a failure when the time is over. The stage itself continues then. */
    public <T> CompletableFuture<T> in(Duration time, CompletionStage<T> stage, Supplier<Throwable> late) {
        CompletableFuture<T> asked = stage.toCompletableFuture();
        if (asked.isDone()) {
            return asked;
        }
        CompletableFuture<T> inTime = asked.copy();
        try {
            Future<?> end = progress.schedule(
                    () -> inTime.completeExceptionally(late.get()), time.toMillis(), TimeUnit.MILLISECONDS);
            asked.whenComplete((value, failure) -> end.cancel(false));
            return inTime;
        } catch (RejectedExecutionException e) {
            // the component is shut down, which also ends the stage
            return asked;
        }
    }
}
