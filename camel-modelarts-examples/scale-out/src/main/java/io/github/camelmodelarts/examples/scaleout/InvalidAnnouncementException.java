package io.github.camelmodelarts.examples.scaleout;

/** The announcement is invalid, and stays invalid in each delivery. The message says why. */
public final class InvalidAnnouncementException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidAnnouncementException(String message) {
        super(message);
    }
}
