package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * OBS rejected a request, or an object in OBS is not what was expected: its size or its checksum differs from what was sent,
 * for example. An upload that fails leaves no object in OBS, and a download that fails leaves no file.
 */
public final class ModelArtsObsException extends ModelArtsIoException {

    private final int statusCode;
    private final @Nullable String errorCode;
    private final @Nullable String requestId;
    private final boolean retryable;

    /**
     * Creates an exception.
     *
     * @param message what happened
     * @param hint what to do, or null
     * @param statusCode the HTTP status of the response, or 0 if there is none
     * @param errorCode the error code of OBS, {@code NoSuchBucket} for example, or null
     * @param requestId the id of the request at OBS, or null
     * @param retryable whether the operation can succeed if it is repeated unchanged
     */
    public ModelArtsObsException(
            String message,
            @Nullable String hint,
            int statusCode,
            @Nullable String errorCode,
            @Nullable String requestId,
            boolean retryable,
            @Nullable Throwable cause) {
        this(message, hint, statusCode, errorCode, requestId, retryable, 1, cause);
    }

    /** Returns an exception for a fault that no response of OBS caused. */
    public static ModelArtsObsException of(String message, String hint, boolean retryable) {
        return new ModelArtsObsException(message, hint, 0, null, null, retryable, null);
    }

    private ModelArtsObsException(
            String message,
            @Nullable String hint,
            int statusCode,
            @Nullable String errorCode,
            @Nullable String requestId,
            boolean retryable,
            int attempts,
            @Nullable Throwable cause) {
        // an upload or download can be repeated
        super(message, hint, false, attempts, cause);
        this.statusCode = statusCode;
        this.errorCode = errorCode;
        this.requestId = requestId;
        this.retryable = retryable;
    }

    @Override
    ModelArtsObsException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsObsException(
                message, hint, statusCode, errorCode, requestId, retryable, attempts, getCause());
    }

    /** Returns the HTTP status of the response, or 0 if there is none. */
    public int getStatusCode() {
        return statusCode;
    }

    /** Returns the error code of OBS, {@code NoSuchBucket} for example, or null. */
    public @Nullable String getErrorCode() {
        return errorCode;
    }

    /** Returns the id of the request at OBS, to be quoted in a support case, or null. */
    public @Nullable String getRequestId() {
        return requestId;
    }

    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
