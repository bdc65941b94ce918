package io.github.camelmodelarts.examples.springboot;

/** A file is not of a kind that its service takes. The message is for the one who sent it. */
final class UnsupportedFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    UnsupportedFileException(String message) {
        super(message);
    }
}
