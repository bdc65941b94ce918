package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** An answer came but can't be taken: too large, in an unknown coding, malformed where it has to be parsed. */
public final class ModelArtsResponseException extends ModelArtsIoException {

    /** With what is wrong and which option to change. */
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

    /** False: the next answer will be of the same kind. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
