package io.github.camelmodelarts.api;

import java.util.concurrent.CompletionException;

/** What failed stages carry. */
public final class Failures {

    private Failures() {}

    /** The failure itself, out of the wrapping that a stage after the first gives it. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
