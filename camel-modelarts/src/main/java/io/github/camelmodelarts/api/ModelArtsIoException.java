package io.github.camelmodelarts.api;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** What failures on the way to or from a service have in common. */
public abstract sealed class ModelArtsIoException extends IOException implements ModelArtsFailure
        permits ModelArtsConnectionException, ModelArtsTimeoutException, ModelArtsResponseException {

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

    /** The same, of a call that had sent so many requests when it happened. */
    public ModelArtsIoException afterAttempts(int sent) {
        return copy(what, hint, mayHaveExecuted, sent);
    }

    /** The same, with a word more on what to do. */
    public ModelArtsIoException hinting(String more) {
        return copy(what, hint == null ? more : hint + ". " + more, mayHaveExecuted, attempts);
    }

    /** The same, of a call of which an earlier attempt may have reached the model. */
    public ModelArtsIoException afterExecution() {
        return copy(what, hint, true, attempts);
    }

    /** The same, of something that had to be done before the service could be called: that has not been reached. */
    public ModelArtsIoException beforeCall(String purpose) {
        return copy(purpose + ": " + what, hint, false, 0);
    }

    /** Whether the service may have worked on the request, or some of it at least may have reached it. */
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
