package io.github.camelmodelarts.api;

/**
 * The exchange can't be sent as it is: its body, a path, a header, the address. Nothing was sent, or nothing that a service could
 * take for a complete request. The message says what to change.
 */
public final class ModelArtsRequestException extends IllegalArgumentException implements ModelArtsFailure {

    /** With the cause and the remedy in the message. */
    public ModelArtsRequestException(String message) {
        super(message);
    }

    /** With the cause and the remedy in the message, and the exception that showed it. */
    public ModelArtsRequestException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
