package io.github.camelmodelarts.api;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** What failures on the way to or from a service have in common. */
public abstract sealed class ModelArtsIoException extends IOException implements ModelArtsFailure
        permits ModelArtsConnectionException, ModelArtsTimeoutException, ModelArtsResponseException {

    private final boolean mayHaveExecuted;
    private final @Nullable String hint;
    private final int attempts;

    ModelArtsIoException(
            String message, @Nullable String hint, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(hint == null ? message : message + ". " + hint, cause);
        this.hint = hint;
        this.mayHaveExecuted = mayHaveExecuted;
        this.attempts = attempts;
    }

    /** The same, of a call that had sent so many requests when it happened. */
    public abstract ModelArtsIoException afterAttempts(int sent);

    /** The same, of something that had to be done before the service could be called: that has not been reached. */
    public abstract ModelArtsIoException beforeCall(String what);

    /** Whether the service may have worked on the request, or some of it at least may have reached it. */
    public boolean mayHaveExecuted() {
        return mayHaveExecuted;
    }

    @Override
    public boolean isRetryable() {
        return true;
    }

    @Override
    public int getAttempts() {
        return attempts;
    }

    @Override
    public @Nullable String getHint() {
        return hint;
    }
}
