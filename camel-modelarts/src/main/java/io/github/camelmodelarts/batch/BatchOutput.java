package io.github.camelmodelarts.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.obs.ObsStorage;

/**
 * What a batch service wrote in one run. Each input has one prediction or one error, also if a manifest is damaged.
 *
 * @param predictions in the order of the inputs
 * @param objects the manifests and the results that were read
 * @param complete whether everything is known: each input has a result that was read, or the service says that it failed
 */
record BatchOutput(List<BatchPrediction> predictions, List<ObsPath> objects, boolean complete) {

    /**
     * Reads the results of a run. An object that is missing or too large is the error of its input; if OBS can't be read, the whole fails, so that
     * it can be repeated.
     *
     * @param mostBytes of one result
     * @param mostTogether of all results
     */
    static BatchOutput read(
            ObsStorage storage,
            BatchRun run,
            Manifest manifest,
            long mostBytes,
            long mostTogether,
            BooleanSupplier cancelled)
            throws IOException {
        List<BatchPrediction> predictions = new ArrayList<>();
        List<ObsPath> objects = new ArrayList<>(manifest.files());
        boolean complete = true;
        long together = 0;
        for (ObsPath source : run.sources()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the caller has cancelled the run");
            }
            String result = null;
            String error = manifest.failure(source, run.output());
            if (error == null) {
                ObsPath object = Objects.requireNonNull(
                        Objects.requireNonNull(manifest.lines().get(source)).output());
                try {
                    byte[] bytes = storage.read(object, mostBytes);
                    result = new String(bytes, StandardCharsets.UTF_8);
                    together += bytes.length;
                    objects.add(object);
                } catch (ModelArtsResponseException e) {
                    error = e.getMessage();
                } catch (ModelArtsObsException e) {
                    if (e.getStatusCode() != 404) {
                        throw e;
                    }
                    error = e.getMessage();
                }
            }
            if (together > mostTogether) {
                throw new ModelArtsResponseException(
                        "The results in " + run.output() + " have more than " + mostTogether
                                + " bytes together: raise responseMemory or the heap (-Xmx), or read them with"
                                + " downloadFromObs",
                        null);
            }
            complete &= result != null || manifest.saysFailed(source);
            predictions.add(prediction(source, run.input().nameOf(source), result, error));
        }
        return new BatchOutput(predictions, objects, complete);
    }

    private static BatchPrediction prediction(
            ObsPath source, String name, @Nullable String result, @Nullable String error) {
        return new BatchPrediction(
                source.text(), name, result, result == null ? Objects.requireNonNullElse(error, "unknown") : null);
    }
}
