package io.github.camelmodelarts.local.rest;

/** An API refuses a request with a documented code. Has no stack trace: refusing is daily work, not a fault. */
public final class RestException extends Exception {

    private final int status;
    private final String code;

    /**
     * A refusal.
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

    /** The code by which programs tell refusals apart. */
    public String code() {
        return code;
    }

    /** The text for people. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
