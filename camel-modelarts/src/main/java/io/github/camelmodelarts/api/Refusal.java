package io.github.camelmodelarts.api;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Printable;

/**
 * An error response, parsed and classified. Immutable.
 *
 * @param status the HTTP status
 * @param code {@code APIG.0303}, {@code ModelArts.4503}, {@code MR.0105}, ..., or null
 * @param message the error message of the service, shortened, printable and without this component's secrets, or null
 * @param requestId the request's id, to be quoted in a support case, or null
 * @param category the category of the failure
 * @param retryable whether the same request may succeed later
 * @param mayHaveExecuted whether the model may have processed the request; meaningful for a retryable failure
 * @param retryAfter how long the service asked to wait, or null
 * @param hint what to do about the failure, or null
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

    /**
     * The longest text in a line, in characters. A longer text, which a gateway may quote, would hide the rest of the
     * line.
     */
    private static final int LONGEST_IN_A_LINE = 160;

    /** Returns the same failure with another hint. */
    Refusal withHint(String other) {
        return new Refusal(status, code, message, requestId, category, retryable, mayHaveExecuted, retryAfter, other);
    }

    /** Returns the same failure for a call with an earlier attempt that may have reached the model. */
    Refusal afterExecution() {
        return new Refusal(status, code, message, requestId, category, retryable, true, retryAfter, hint);
    }

    /** Returns error code and message, or the HTTP status if there is neither. */
    public String reason() {
        if (message == null) {
            return code == null ? "HTTP status " + status : code;
        }
        return code == null ? message : code + ": " + message;
    }

    /** Returns status, code, message, request id, number of attempts and hint in one line. */
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
