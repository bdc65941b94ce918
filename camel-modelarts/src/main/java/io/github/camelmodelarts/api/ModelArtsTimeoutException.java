package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * No response arrived in time: connecting, waiting for data, or the call as a whole took longer than an option allows.
 * The message names the option.
 */
public final class ModelArtsTimeoutException extends ModelArtsIoException {

    /**
     * Creates an exception.
     *
     * @param message names the option whose time is over
     */
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
