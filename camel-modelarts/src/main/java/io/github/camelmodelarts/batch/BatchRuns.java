package io.github.camelmodelarts.batch;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.client.ManagementClient;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.obs.ObsConnection;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.obs.ObsTransfers;
import io.github.camelmodelarts.text.PlainJson;

/**
 * Runs batch services: deploys one over a folder or starts one that exists, waits without a thread until it has finished, and reads its
 * results (ModelArts API reference, "Deploying Services"; first generation only). Thread-safe.
 */
public final class BatchRuns {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRuns.class);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ManagementClient services;
    private final ObsConnection connection;
    private final ObsTransfers obs;
    private final BatchSettings settings;
    private final Supplier<String> names;
    private final long mostTogether;
    private final IntConsumer ended;

    /**
     * Creates an instance.
     *
     * @param names supplies a new name for each deployed service
     * @param mostTogether the most bytes that all results of a run may have together
     * @param ended is told how many predictions and errors a run has, once for each run
     */
    BatchRuns(
            ManagementClient services,
            ObsConnection connection,
            BatchSettings settings,
            Supplier<String> names,
            long mostTogether,
            IntConsumer ended) {
        this.services = services;
        this.connection = connection;
        this.obs = connection.transfers();
        this.settings = settings;
        this.names = names;
        this.mostTogether = mostTogether;
        this.ended = ended;
    }

    /**
     * An instance that names services by the owner's clock, and by a random number so that several machines choose different names.
     *
     * @throws io.github.camelmodelarts.api.ModelArtsRequestException if the generation of the management API has no batch services
     */
    public static BatchRuns of(
            BatchSettings settings, ManagementClient services, ObsConnection obs, SharedResources resources) {
        settings.requireBatchServices();
        return new BatchRuns(
                services,
                obs,
                settings,
                () -> "batch-" + TIME.format(resources.clock().instant()) + "-"
                        + UUID.randomUUID().toString().substring(0, 8),
                resources.memory().limit(),
                resources::batchEnded);
    }

    /**
     * Runs a service.
     *
     * @return completes with one prediction or error for each input, in the order of their keys. A caller that completes it ends the wait,
     *     and what was not begun yet; a service that was started continues, and nothing is deleted
     */
    public CompletableFuture<List<BatchPrediction>> run(BatchInput input, BatchListener listener) {
        CompletableFuture<List<BatchPrediction>> result = new CompletableFuture<>();
        begun(input, listener, new BatchStart(services, connection, settings, listener, result))
                .thenCompose(run -> {
                    listener.repeatWith(new BatchInput.Await(run.service(), run.restarted() ? run.earlier() : null));
                    listener.started(run.service().value());
                    return new Wait(run, result).end();
                })
                .whenComplete((predictions, failure) -> {
                    if (failure == null) {
                        ended.accept(predictions.size());
                        result.complete(predictions);
                    } else {
                        result.completeExceptionally(Failures.unwrapped(failure));
                    }
                });
        return result;
    }

    private CompletionStage<BatchRun> begun(BatchInput input, BatchListener listener, BatchStart start) {
        if (input instanceof BatchInput.Start existing) {
            return start.started(existing.service());
        } else if (input instanceof BatchInput.Await existing) {
            return start.awaited(existing.service(), existing.earlier());
        } else if (input instanceof BatchInput.Repeated repeated) {
            return start.repeated(repeated.name(), repeated.input());
        }
        String name = names.get();
        listener.repeatWith(new BatchInput.Repeated(name, input));
        return start.deployed(name, input);
    }

    /** The wait for the end of a run, and its results. */
    private final class Wait {

        private final BatchRun run;
        private final CompletableFuture<?> result;
        /** How often a finished service without a new manifest counts as one whose new run is not reported yet. */
        private int patience = 3;

        /** @param result complete as soon as the caller has cancelled the run */
        Wait(BatchRun run, CompletableFuture<?> result) {
            this.run = run;
            this.result = result;
        }

        CompletionStage<List<BatchPrediction>> end() {
            return unlessCancelled(services.finished(run.service(), run.restarted()))
                    .handle((response, failure) -> failure == null ? read() : failed(failure))
                    .thenCompose(read -> read);
        }

        /** Ends a step as soon as the caller has cancelled the run. */
        private <T> CompletableFuture<T> unlessCancelled(CompletableFuture<T> step) {
            result.whenComplete((value, failure) -> step.cancel(false));
            return step;
        }

        private CompletionStage<List<BatchPrediction>> read() {
            return unlessCancelled(obs.run((storage, cancelled) -> {
                        Manifest manifest = Manifest.read(storage, run, settings.maxResultSize());
                        return manifest.files().isEmpty() && run.restarted()
                                ? Optional.<BatchOutput>empty()
                                : Optional.of(BatchOutput.read(
                                        storage, run, manifest, settings.maxResultSize(), mostTogether, cancelled));
                    }))
                    .thenCompose(output -> output.isPresent() ? cleanedUp(output.get()) : again());
        }

        /** Waits once more for a service that has finished, but has written no manifest since it was started. */
        private CompletionStage<List<BatchPrediction>> again() {
            if (patience-- > 0) {
                return end();
            }
            return CompletableFuture.failedFuture(new ModelArtsServiceStateException(
                    run.service().value(),
                    "finished",
                    "The batch service with " + run.service() + " has finished, but has written no manifest to "
                            + run.output() + " since it was started",
                    "Look at its events, with modelarts:serviceEvents for example, and run it again",
                    true));
        }

        /** Fails with the failure of a run, and what is known about its results. */
        private CompletionStage<List<BatchPrediction>> failed(Throwable failure) {
            Throwable cause = Failures.unwrapped(failure);
            if (cause instanceof ModelArtsTimeoutException late) {
                return CompletableFuture.failedFuture(late.hinting(
                        "The service continues. To wait for it again, use runBatch with allowHeaderOverride=true and the header "
                                + ModelArtsConstants.SERVICE_ID + "="
                                + run.service().value() + ", or awaitBatch of a session"));
            }
            if (!(cause instanceof ModelArtsServiceStateException state)) {
                return CompletableFuture.failedFuture(cause);
            }
            return unlessCancelled(
                            obs.run((storage, cancelled) -> Manifest.read(storage, run, settings.maxResultSize())))
                    .handle((manifest, unread) -> {
                        throw new CompletionException(
                                state.adding(manifest == null ? "its results can't be read" : manifest.described(run)));
                    });
        }

        private CompletionStage<List<BatchPrediction>> cleanedUp(BatchOutput output) {
            if (!settings.deleteAfter() || result.isDone()) {
                return CompletableFuture.completedFuture(output.predictions());
            } else if (!output.complete()) {
                LOG.warn(
                        "The batch service with {}, its inputs and outputs are not deleted, because some inputs have neither a result"
                                + " that can be read nor a line that says why. Look at {}, and delete them",
                        run.service(),
                        run.output());
                return CompletableFuture.completedFuture(output.predictions());
            }
            return deleted(output).handle((deleted, failure) -> {
                if (failure != null) {
                    // a failed clean-up must not lose the predictions
                    LOG.warn(
                            "The batch service with {}, its inputs or its outputs could not be deleted: {}. Delete them",
                            run.service(),
                            Failures.unwrapped(failure).toString());
                }
                return output.predictions();
            });
        }

        /** Deletes the service, the inputs that this component uploaded, and the outputs of the run. */
        private CompletionStage<ObsPath> deleted(BatchOutput output) {
            return BatchStart.call(
                            services,
                            ModelArtsOperation.deleteService,
                            run.service(),
                            PlainJson.MAPPER.createObjectNode())
                    .thenCompose(gone -> obs.run((storage, cancelled) -> {
                        if (run.ownsInput()) {
                            storage.delete(storage.listAll(run.input()));
                        }
                        storage.delete(run.ownsOutput() ? storage.listAll(run.output()) : output.objects());
                        return run.output();
                    }));
        }
    }
}
