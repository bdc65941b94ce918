package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * The connection could not be made or broke: refused, reset, TLS, an answer that ended early, a proxy that refused, a route that
 * was stopped.
 */
public final class ModelArtsConnectionException extends ModelArtsIoException {

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
        this.retryable = retryable;
    }

    @Override
    ModelArtsConnectionException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsConnectionException(message, hint, mayHaveExecuted, retryable, attempts, getCause());
    }

    /** False where trying again can't help: a certificate that is not trusted, a proxy that refuses. */
    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
