package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** An answer came but can't be taken: too large, in an unknown coding, malformed where it has to be parsed. */
public final class ModelArtsResponseException extends ModelArtsIoException {

    /** With what is wrong and which option to change. */
    public ModelArtsResponseException(String message, @Nullable Throwable cause) {
        this(message, true, 1, cause);
    }

    private ModelArtsResponseException(
            String message, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(message, null, mayHaveExecuted, attempts, cause);
    }

    @Override
    public ModelArtsResponseException afterAttempts(int sent) {
        return new ModelArtsResponseException(String.valueOf(getMessage()), mayHaveExecuted(), sent, getCause());
    }

    @Override
    public ModelArtsResponseException beforeCall(String what) {
        return new ModelArtsResponseException(what + ": " + getMessage(), false, 0, getCause());
    }

    /** False: the next answer will be of the same kind. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
