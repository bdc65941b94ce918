package io.github.camelmodelarts.local.models;

import java.util.Objects;

import io.github.camelmodelarts.local.api.ModelAnswer;

/** The model can't process the request; the response contains the reason. */
final class BadInputException extends Exception {

    private final int status;

    private BadInputException(int status, String reason, Throwable cause) {
        super(reason, cause);
        this.status = status;
    }

    BadInputException(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** Status 400: the request is well-formed, but its content can't be used. */
    static BadInputException of(String reason, Throwable cause) {
        return new BadInputException(400, reason, cause);
    }

    static BadInputException of(String reason) {
        return new BadInputException(400, reason);
    }

    ModelAnswer answer() {
        return ModelAnswer.refusal(status, Objects.requireNonNull(getMessage()));
    }
}
