package io.github.camelmodelarts.call;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.secrets.Redaction;

/**
 * The result of a call that got a response.
 *
 * @param response the last response
 * @param attempts how many requests were sent
 * @param failure the exception for a response that is no success, or null
 * @param redaction masks secrets in the rest of a streamed response
 * @param listener the listener of the call, for what becomes known when the response is read
 */
public record CallResult(
        ServiceResponse response,
        int attempts,
        @Nullable ModelArtsOperationFailedException failure,
        Redaction redaction,
        CallListener listener) {

    static final Redaction NOTHING = Redaction.of();

    /** Creates the result of a call whose response is complete. */
    public CallResult(ServiceResponse response, int attempts, @Nullable ModelArtsOperationFailedException failure) {
        this(response, attempts, failure, NOTHING, CallListener.NONE);
    }

    /**
     * The response of a successful call. For use in a stage.
     *
     * @throws CompletionException with the failure, if the call was not successful
     */
    public ServiceResponse success() {
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return response;
    }
}
