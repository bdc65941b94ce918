package io.github.camelmodelarts.local.rest;

/** An API rejects a request with a documented code. Has no stack trace, because a rejection is normal, not a fault. */
public final class RestException extends Exception {

    private final int status;
    private final String code;

    /**
     * Creates a rejection.
     *
     * @param code for example {@code IAM.0062}
     */
    public RestException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The error code. */
    public String code() {
        return code;
    }

    /** The error text. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
