package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** No valid proof of who is calling can be had: credentials are missing, or their issuer refuses. Nothing was sent to the service. */
public final class ModelArtsAuthenticationException extends RuntimeException implements ModelArtsFailure {

    private final @Nullable String hint;
    private final boolean retryable;

    /** With a message that names the options concerned, never their values. */
    public ModelArtsAuthenticationException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, false, cause);
    }

    /** The same; {@code retryable} if whoever gives the proof may do so later. */
    public ModelArtsAuthenticationException(
            String message, @Nullable String hint, boolean retryable, @Nullable Throwable cause) {
        super(hint == null ? message : message + (message.endsWith(".") ? " " : ". ") + hint, cause);
        this.hint = hint;
        this.retryable = retryable;
    }

    @Override
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public @Nullable String getHint() {
        return hint;
    }
}
