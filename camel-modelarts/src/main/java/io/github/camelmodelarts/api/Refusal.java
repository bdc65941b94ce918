package io.github.camelmodelarts.api;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Printable;

/**
 * What a failed answer says, read and classified.
 *
 * @param status the HTTP status
 * @param code {@code APIG.0303}, {@code ModelArts.4503}, {@code MR.0105}, ..., or null
 * @param message the service's own words, bounded, printable and without secrets of ours, or null
 * @param requestId the id to quote to support, or null
 * @param category what kind of failure it is
 * @param retryable whether the same request may succeed later
 * @param mayHaveExecuted false where it was refused before the model saw it, of failures that are retryable
 * @param retryAfter how long the service asked to be left alone, or null
 * @param hint what to do about it, or null
 */
public record Refusal(
        int status,
        @Nullable String code,
        @Nullable String message,
        @Nullable String requestId,
        ErrorCategory category,
        boolean retryable,
        boolean mayHaveExecuted,
        @Nullable Duration retryAfter,
        @Nullable String hint)
        implements Serializable {

    /** In a line that says more: what a gateway quotes would hide the rest. */
    private static final int LONGEST_IN_A_LINE = 160;

    /** The same with another hint. */
    Refusal withHint(String other) {
        return new Refusal(status, code, message, requestId, category, retryable, mayHaveExecuted, retryAfter, other);
    }

    /** The same, of a call of which an earlier attempt may have reached the model. */
    Refusal afterExecution() {
        return new Refusal(status, code, message, requestId, category, retryable, true, retryAfter, hint);
    }

    /** Code and message, or the bare status where there is neither. */
    public String reason() {
        if (message == null) {
            return code == null ? "HTTP status " + status : code;
        }
        return code == null ? message : code + ": " + message;
    }

    /** Everything in one line, for a call of so many attempts. */
    String describe(int attempts) {
        StringBuilder line = new StringBuilder().append(status);
        if (code != null || message != null) {
            line.append(' ').append(Printable.of(reason(), LONGEST_IN_A_LINE));
        }
        if (requestId != null) {
            line.append(" (request ").append(requestId).append(')');
        }
        if (attempts > 1) {
            line.append(" after ").append(attempts).append(" attempts");
        }
        if (hint != null) {
            line.append(". ").append(hint);
        }
        return line.toString();
    }
}
