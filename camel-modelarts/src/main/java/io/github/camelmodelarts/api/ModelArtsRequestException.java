package io.github.camelmodelarts.api;

/**
 * The exchange can't be sent as it is, because of its body, path, headers or address. Nothing was sent, or only an
 * incomplete request that no service accepts. The message says what to change.
 */
public final class ModelArtsRequestException extends IllegalArgumentException implements ModelArtsFailure {

    /** Creates an exception whose message contains the cause and the remedy. */
    public ModelArtsRequestException(String message) {
        super(message);
    }

    /** Creates an exception whose message contains the cause and the remedy. */
    public ModelArtsRequestException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns false: the same exchange fails again. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
