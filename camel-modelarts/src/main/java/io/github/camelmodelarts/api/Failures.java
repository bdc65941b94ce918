package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionException;

/** Unwraps the failures of completion stages. */
public final class Failures {

    private Failures() {}

    /** Returns the failure itself, without the {@link CompletionException} in which a dependent stage wraps it. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
