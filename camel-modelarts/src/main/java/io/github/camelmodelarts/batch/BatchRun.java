package io.github.camelmodelarts.batch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * A run of a batch service.
 *
 * @param service the service, by its id
 * @param input the folder of inputs
 * @param output the folder of outputs
 * @param ownsInput whether this component uploaded the inputs
 * @param ownsOutput whether this component created the folder of outputs
 * @param sources the inputs
 * @param earlier the outputs of earlier runs, with the times of their changes
 * @param restarted whether the service had run before
 */
record BatchRun(
        ServiceReference service,
        ObsPath input,
        ObsPath output,
        boolean ownsInput,
        boolean ownsOutput,
        List<ObsPath> sources,
        Map<ObsPath, Instant> earlier,
        boolean restarted) {

    /** The names of the folders that this component creates for a run. */
    static final String INPUT = "input/";

    static final String OUTPUT = "output/";

    /** The names that this component gives to services. */
    private static final Pattern NAME = Pattern.compile("batch-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}");

    /** The same run, for a service that is started again. */
    BatchRun restartedAfter(Map<ObsPath, Instant> outputs) {
        return new BatchRun(service, input, output, ownsInput, ownsOutput, sources, outputs, true);
    }

    /**
     * Whether this component created a folder: it names a service by the time, and the folder after the service. Other folders are the
     * user's.
     *
     * @param part {@link #INPUT} or {@link #OUTPUT}
     */
    static boolean isOwn(ObsPath folder, String serviceName, String part) {
        return NAME.matcher(serviceName).matches() && ("/" + folder.key()).endsWith("/" + serviceName + "/" + part);
    }
}
