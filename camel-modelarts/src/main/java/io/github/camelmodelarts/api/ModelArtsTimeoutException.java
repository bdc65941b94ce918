package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** No answer in time: connecting, a silence, or the call as a whole took longer than its option allows; the message names it. */
public final class ModelArtsTimeoutException extends ModelArtsIoException {

    /** With the option that ran out in the message. */
    public ModelArtsTimeoutException(String message, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(message, null, mayHaveExecuted, attempts, cause);
    }

    @Override
    public ModelArtsTimeoutException afterAttempts(int sent) {
        return new ModelArtsTimeoutException(String.valueOf(getMessage()), mayHaveExecuted(), sent, getCause());
    }

    @Override
    public ModelArtsTimeoutException beforeCall(String what) {
        return new ModelArtsTimeoutException(what + ": " + getMessage(), false, 0, getCause());
    }
}
