package io.github.camelmodelarts.call;

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
        stage.whenComplete((value, failure) -> {
            try {
                next.accept(value, failure == null ? null : Failures.unwrapped(failure));
            } catch (Throwable e) {
                thrown.accept(e);
            }
        });
    }
}
