package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** No answer in time: connecting, a silence, or the call as a whole took longer than its option allows; the message names it. */
public final class ModelArtsTimeoutException extends ModelArtsIoException {

    /** With the option that ran out in the message. */
    public ModelArtsTimeoutException(String message, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        this(message, null, mayHaveExecuted, attempts, cause);
    }

    private ModelArtsTimeoutException(
            String message, @Nullable String hint, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(message, hint, mayHaveExecuted, attempts, cause);
    }

    @Override
    ModelArtsTimeoutException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsTimeoutException(message, hint, mayHaveExecuted, attempts, getCause());
    }
}
