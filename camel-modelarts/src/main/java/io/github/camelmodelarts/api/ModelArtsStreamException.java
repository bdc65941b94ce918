package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * A streamed response ended with a failure after it was handed on: it broke, was silent for too long, contained an error
 * object or something else that can't be read; or it was read a second time. The part before the failure was handed on and
 * is valid. The component never retries such a call.
 */
public final class ModelArtsStreamException extends ModelArtsIoException {

    private final String problem;
    private final @Nullable String errorCode;
    private final long events;
    private final boolean retryable;
    private final ErrorCategory category;

    /**
     * Creates an exception.
     *
     * @param problem what happened and what to do
     * @param retryable whether a new call may succeed
     */
    public ModelArtsStreamException(String problem, boolean retryable, @Nullable Throwable cause) {
        this(
                problem,
                null,
                0,
                retryable,
                retryable ? ErrorCategory.SERVER_ERROR : ErrorCategory.UNKNOWN,
                null,
                1,
                cause);
    }

    private ModelArtsStreamException(
            String problem,
            @Nullable String errorCode,
            long events,
            boolean retryable,
            ErrorCategory category,
            @Nullable String hint,
            int attempts,
            @Nullable Throwable cause) {
        super(problem + (events == 0 ? "" : ". Events handed on before: " + events), hint, true, attempts, cause);
        this.problem = problem;
        this.errorCode = errorCode;
        this.events = events;
        this.retryable = retryable;
        this.category = category;
    }

    /** Returns the same failure with the error code of the service. */
    public ModelArtsStreamException withErrorCode(@Nullable String code) {
        return new ModelArtsStreamException(
                problem, code, events, retryable, category, getHint(), getAttempts(), getCause());
    }

    /**
     * Returns the same failure with what is known about its error code.
     *
     * @param known the category of the code
     * @param maySucceed whether a new call may succeed
     * @param hint what to do, or null
     */
    public ModelArtsStreamException advised(ErrorCategory known, boolean maySucceed, @Nullable String hint) {
        return new ModelArtsStreamException(
                problem, errorCode, events, maySucceed, known, hint, getAttempts(), getCause());
    }

    /** Returns the same failure with the number of events that were handed on before it. */
    public ModelArtsStreamException afterEvents(long handedOn) {
        return new ModelArtsStreamException(
                problem, errorCode, handedOn, retryable, category, getHint(), getAttempts(), getCause());
    }

    @Override
    ModelArtsStreamException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsStreamException(
                problem, errorCode, events, retryable, category, hint, attempts, getCause());
    }

    /** Returns the error code of an error object in the stream, or null. */
    public @Nullable String getErrorCode() {
        return errorCode;
    }

    /**
     * Returns the category: that of the error code if it is known; {@code SERVER_ERROR} if the stream broke or was silent for too
     * long; {@code UNKNOWN} otherwise.
     */
    public ErrorCategory getCategory() {
        return category;
    }

    /** Returns how many events were handed on before the failure; 0 if the stream does not consist of events. */
    public long getEvents() {
        return events;
    }

    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
