package io.github.camelmodelarts.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;

/** Runs the next step of a call when a stage completes. */
public final class Continuation {

    private Continuation() {}

    /**
     * Calls {@code next} with the value or the unwrapped failure of the stage, on the thread that completes it.
     *
     * @param thrown gets anything that {@code next} throws, so that no call waits forever
     */
    public static <T> void follow(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next, Consumer<Throwable> thrown) {
        T known = known(stage);
        if (known == null) {
            stage.whenComplete((value, failure) -> run(value, failure, next, thrown));
        } else {
            run(known, null, next, thrown);
        }
    }

    /** The value of a stage that has completed already, without the cost of another stage; null if it has none yet. */
    static <T> @Nullable T known(CompletionStage<T> stage) {
        // a bean's own class can behave differently
        return stage.getClass() == CompletableFuture.class
                        && stage instanceof CompletableFuture<T> future
                        && future.isDone()
                        && !future.isCompletedExceptionally()
                ? future.getNow(null)
                : null;
    }

    private static <T> void run(
            @Nullable T value,
            @Nullable Throwable failure,
            BiConsumer<@Nullable T, @Nullable Throwable> next,
            Consumer<Throwable> thrown) {
        try {
            next.accept(value, failure == null ? null : Failures.unwrapped(failure));
        } catch (Throwable e) {
            thrown.accept(e);
        }
    }
}
