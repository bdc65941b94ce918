package io.github.camelmodelarts.call;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * What came of a call that was answered.
 *
 * @param response the last answer
 * @param attempts how many requests were sent
 * @param failure what the answer says if it is no success, or null
 */
public record CallResult(
        ServiceResponse response, int attempts, @Nullable ModelArtsOperationFailedException failure) {

    /**
     * The response of a call that succeeded. To be used in a stage.
     *
     * @throws CompletionException with the failure, if it did not
     */
    public ServiceResponse success() {
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return response;
    }
}
