package io.github.camelmodelarts.examples.filedrop;

import org.jspecify.annotations.Nullable;

/** Thrown when a response does not have the form of its kind of service. */
final class UnexpectedAnswerException extends Exception {

    UnexpectedAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
