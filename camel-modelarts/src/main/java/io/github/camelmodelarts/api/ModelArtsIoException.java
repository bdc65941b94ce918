package io.github.camelmodelarts.api;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** The common base of failures on the way to or from a service. */
public abstract sealed class ModelArtsIoException extends IOException implements ModelArtsFailure
        permits ModelArtsConnectionException,
                ModelArtsTimeoutException,
                ModelArtsBusyException,
                ModelArtsStreamException,
                ModelArtsObsException,
                ModelArtsResponseException {

    private final String what;
    private final boolean mayHaveExecuted;
    private final @Nullable String hint;
    private final int attempts;

    ModelArtsIoException(
            String message, @Nullable String hint, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(
                message
                        + (attempts > 1 ? " (after " + attempts + " attempts)" : "")
                        + (hint == null ? "" : ". " + hint),
                cause);
        this.what = message;
        this.hint = hint;
        this.mayHaveExecuted = mayHaveExecuted;
        this.attempts = attempts;
    }

    abstract ModelArtsIoException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts);

    /** Returns the same failure for a call that had sent {@code sent} requests when it happened. */
    public ModelArtsIoException afterAttempts(int sent) {
        return copy(what, hint, mayHaveExecuted, sent);
    }

    /** Returns the same failure with more advice on what to do. */
    public ModelArtsIoException hinting(String more) {
        return copy(what, hint == null ? more : hint + ". " + more, mayHaveExecuted, attempts);
    }

    /** Returns the same failure for a call with an earlier attempt that may have reached the model. */
    public ModelArtsIoException afterExecution() {
        return copy(what, hint, true, attempts);
    }

    /**
     * Returns the same failure for a step before the call, which has not reached the service.
     *
     * @param purpose what the step was for
     */
    public ModelArtsIoException beforeCall(String purpose) {
        return copy(purpose + ": " + what, hint, false, 0);
    }

    /** Returns whether the service may have processed the request, or may have received at least a part of it. */
    @Override
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
