package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Ends the waiting for what others do, too, and may take longer. Thread-safe. */
public final class Deadline {

    private final ScheduledExecutorService progress;

    /** @param progress where the time limit ends */
    public Deadline(ScheduledExecutorService progress) {
        this.progress = progress;
    }

    /** The same stage, or a failure when the time is over; what is under way then goes on. */
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
            // stopped: that ends what is under way, too
            return asked;
        }
    }
}
