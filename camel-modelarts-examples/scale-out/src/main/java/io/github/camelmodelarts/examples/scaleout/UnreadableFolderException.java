package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;

/** The folder of all files can't be read at the moment. */
public final class UnreadableFolderException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableFolderException(String message) {
        super(message);
    }
}
