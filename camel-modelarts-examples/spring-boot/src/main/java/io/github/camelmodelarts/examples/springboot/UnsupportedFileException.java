package io.github.camelmodelarts.examples.springboot;

/** Thrown when a service does not accept this kind of file. The message is shown to the sender of the file. */
final class UnsupportedFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    UnsupportedFileException(String message) {
        super(message);
    }
}
