package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * The connection could not be made or broke: refused, reset, TLS, an answer that ended early, a proxy that refused, a route that
 * was stopped.
 */
public final class ModelArtsConnectionException extends ModelArtsIoException {

    private final String what;
    private final boolean retryable;

    /** With what happened, what to do, and the exception that showed it. */
    public ModelArtsConnectionException(
            String message,
            @Nullable String hint,
            boolean mayHaveExecuted,
            boolean retryable,
            int attempts,
            @Nullable Throwable cause) {
        super(message, hint, mayHaveExecuted, attempts, cause);
        this.what = message;
        this.retryable = retryable;
    }

    @Override
    public ModelArtsConnectionException afterAttempts(int sent) {
        return new ModelArtsConnectionException(what, getHint(), mayHaveExecuted(), retryable, sent, getCause());
    }

    @Override
    public ModelArtsConnectionException beforeCall(String purpose) {
        return new ModelArtsConnectionException(purpose + ": " + what, getHint(), false, retryable, 0, getCause());
    }

    /** False where trying again can't help: a certificate that is not trusted, a proxy that refuses. */
    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
