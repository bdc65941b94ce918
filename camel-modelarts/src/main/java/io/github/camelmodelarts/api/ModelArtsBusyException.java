package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/**
 * The call was not sent, because too many calls of this component wait for the host already, or because the call waited
 * too long. The message names the option. The same call may succeed when fewer calls wait.
 */
public final class ModelArtsBusyException extends ModelArtsIoException {

    /**
     * Creates an exception.
     *
     * @param message names the host and the options
     * @param hint the likely cause and what to do
     */
    public ModelArtsBusyException(String message, String hint) {
        this(message, hint, false, 0, null);
    }

    private ModelArtsBusyException(
            String message, @Nullable String hint, boolean mayHaveExecuted, int attempts, @Nullable Throwable cause) {
        super(message, hint, mayHaveExecuted, attempts, cause);
    }

    @Override
    ModelArtsBusyException copy(String message, @Nullable String hint, boolean mayHaveExecuted, int attempts) {
        return new ModelArtsBusyException(message, hint, mayHaveExecuted, attempts, getCause());
    }
}
