package io.github.camelmodelarts.batch;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.session.ServiceReference;

/** What a batch service processes. */
public sealed interface BatchInput {

    /** The objects in a folder in OBS, for a service that is deployed. */
    record Folder(ObsPath path) implements BatchInput {}

    /**
     * Files that are uploaded first, for a service that is deployed.
     *
     * @param contents the contents by their names; called on a thread that may block
     */
    record Files(Supplier<Map<String, Body>> contents) implements BatchInput {}

    /**
     * The folder of a service that exists, which is started.
     *
     * @param service the service
     */
    record Start(ServiceReference service) implements BatchInput {}

    /**
     * The run of a service that was started before, by a process that was killed for example. It is not started again.
     *
     * @param service the service
     * @param earlier the outputs of earlier runs, with the times of their changes; null if they are not known
     */
    record Await(ServiceReference service, @Nullable Map<ObsPath, Instant> earlier) implements BatchInput {}

    /**
     * The run of an earlier attempt, whose end is not known.
     *
     * @param name the service's name in that attempt
     * @param input what it should process, if there is no such service
     */
    record Repeated(String name, BatchInput input) implements BatchInput {}
}
