package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * A response arrived but can't be used: it is too large, has an unknown content coding, or is malformed although it
 * must be parsed.
 */
public final class ModelArtsResponseException extends ModelArtsIoException {

    /**
     * Creates an exception.
     *
     * @param message what is wrong and which option to change
     */
    public ModelArtsResponseException(String message, @Nullable Throwable cause) {
        this(message, null, true, 1, cause);
    }

    private ModelArtsResponseException(
            String message, @Nullable String hint, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(message, hint, mayHaveExecuted, attempts, cause);
    }

    @Override
    ModelArtsResponseException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsResponseException(message, hint, mayHaveExecuted, attempts, getCause());
    }

    /** Returns false: the next response will be of the same kind. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
