package io.github.camelmodelarts.call;

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
public record Answer(
        ServiceResponse response, int attempts, @Nullable ModelArtsOperationFailedException failure) {}
