package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * The connection could not be made, or it broke: it was refused or reset, TLS failed, the response ended early, a proxy
 * rejected the request, or the route was stopped.
 */
public final class ModelArtsConnectionException extends ModelArtsIoException {

    private final boolean retryable;

    /**
     * Creates an exception.
     *
     * @param message what happened
     * @param hint what to do, or null
     */
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

    /**
     * Returns false if a retry can't help, for an untrusted certificate or a proxy that rejects the request for
     * example.
     */
    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
