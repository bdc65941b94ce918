package io.github.camelmodelarts.call;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * The result of a call that got a response.
 *
 * @param response the last response
 * @param attempts how many requests were sent
 * @param failure the exception for a response that is no success, or null
 */
public record CallResult(
        ServiceResponse response, int attempts, @Nullable ModelArtsOperationFailedException failure) {

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
