package io.github.camelmodelarts.local.batch;

/** A run fails; the message is the service's {@code error_msg}. Has no stack trace, because it is no fault of the server. */
final class BatchFailure extends Exception {

    BatchFailure(String message) {
        super(message, null, false, false);
    }

    /** The message. */
    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
