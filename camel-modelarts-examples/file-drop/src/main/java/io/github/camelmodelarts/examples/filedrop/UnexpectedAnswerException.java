package io.github.camelmodelarts.examples.filedrop;

import org.jspecify.annotations.Nullable;

/** A service answered, but not as its kind of service does. */
final class UnexpectedAnswerException extends Exception {

    UnexpectedAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
