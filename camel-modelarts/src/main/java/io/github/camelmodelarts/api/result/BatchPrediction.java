package io.github.camelmodelarts.api.result;

import org.jspecify.annotations.Nullable;

/**
 * What a batch service returned for one input. Either {@code result} or {@code error} is null. Immutable.
 *
 * @param source the input, {@code obs://bucket/folder/name}
 * @param name the name of the input below the folder of all inputs, {@code a.png} or {@code sub/a.png}
 * @param result the prediction as the model returned it, usually JSON; null if there is none
 * @param error the reason why there is no prediction, shortened and printable; null if there is one
 */
public record BatchPrediction(
        String source,
        String name,
        @Nullable String result,
        @Nullable String error) {

    /** Returns whether there is no prediction for this input. */
    public boolean isFailed() {
        return error != null;
    }
}
