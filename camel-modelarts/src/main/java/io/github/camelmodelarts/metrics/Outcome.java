package io.github.camelmodelarts.metrics;

import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.call.KnownErrors;

/**
 * How a call ended, in words of which there are few.
 *
 * @param name {@code SUCCESS}, the category of the error of the service, or the kind of failure
 * @param errorCode a code of the table of known errors, {@code other}, or {@code none}
 */
record Outcome(String name, String errorCode) {

    private static final String NO_CODE = "none";

    static final Outcome SUCCESS = new Outcome("SUCCESS", NO_CODE);

    /** The outcome for the exception of a call, or for a success if it is null. */
    static Outcome of(@Nullable Throwable failure) {
        if (failure == null) {
            return SUCCESS;
        } else if (failure instanceof ModelArtsOperationFailedException rejected) {
            return new Outcome(rejected.getCategory().name(), code(rejected.getErrorCode()));
        }
        return new Outcome(kind(failure), NO_CODE);
    }

    /** The same outcome with {@code other} instead of a code. */
    Outcome withoutCode() {
        return errorCode.equals(NO_CODE) ? this : new Outcome(name, BoundedValues.OTHER);
    }

    private static String code(@Nullable String code) {
        if (code == null) {
            return NO_CODE;
        }
        String listed = KnownErrors.listed(code);
        return listed == null ? BoundedValues.OTHER : listed;
    }

    private static String kind(Throwable failure) {
        if (failure instanceof ModelArtsBusyException) {
            return "BUSY";
        } else if (failure instanceof ModelArtsAuthenticationException) {
            return "AUTH";
        } else if (failure instanceof ModelArtsRequestException) {
            return "VALIDATION";
        } else if (failure instanceof ModelArtsTimeoutException) {
            return "TIMEOUT";
        } else if (failure instanceof ModelArtsConnectionException) {
            return "CONNECTION";
        } else if (failure instanceof ModelArtsIoException || failure instanceof ModelArtsServiceStateException) {
            return "SERVER_ERROR";
        }
        return failure instanceof CancellationException ? "CANCELLED" : "UNKNOWN";
    }

    /** Why the component itself refused a call, or null if it did not. */
    static @Nullable String refusal(@Nullable Throwable failure) {
        if (failure instanceof ModelArtsBusyException) {
            return "busy";
        }
        return failure instanceof ModelArtsAuthenticationException authentication && authentication.isPaused()
                ? "guard"
                : null;
    }
}
