package io.github.camelmodelarts.batch;

import org.jspecify.annotations.Nullable;

/** Is told how a run proceeds, on threads that must not be blocked. */
@FunctionalInterface
public interface BatchListener {

    /**
     * From now on a repetition must have this input, because another run would cost again.
     *
     * @param input null if the run did not begin
     */
    default void repeatWith(@Nullable BatchInput input) {}

    /** The id of the service is known; the run can be awaited with it. */
    void started(String id);
}
