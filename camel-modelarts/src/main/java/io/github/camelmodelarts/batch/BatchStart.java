package io.github.camelmodelarts.batch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.client.ManagementClient;
import io.github.camelmodelarts.obs.ObsConnection;
import io.github.camelmodelarts.obs.ObsEntry;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.obs.ObsStorage;
import io.github.camelmodelarts.obs.ObsTransfers;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.text.PlainJson;

/** Begins one run: deploys a batch service, starts one that exists, or takes up a run. Used once. */
final class BatchStart {

    private static final Logger LOG = LoggerFactory.getLogger(BatchStart.class);

    /** The states of a service that runs, or will run without another start. */
    private static final Set<String> STARTED = Set.of("deploying", "running", "pending", "waiting", "concerning");

    private final ManagementClient services;
    private final ObsConnection connection;
    private final ObsTransfers obs;
    private final BatchSettings settings;
    private final CompletableFuture<?> result;
    private final BatchListener listener;

    /** @param result complete as soon as the caller has cancelled the run */
    BatchStart(
            ManagementClient services,
            ObsConnection connection,
            BatchSettings settings,
            BatchListener listener,
            CompletableFuture<?> result) {
        this.services = services;
        this.connection = connection;
        this.obs = connection.transfers();
        this.settings = settings;
        this.result = result;
        this.listener = listener;
    }

    /**
     * Deploys a service over a folder.
     *
     * @param name the service's name
     */
    CompletionStage<BatchRun> deployed(String name, BatchInput input) {
        return deployed(name, input, true);
    }

    /** @param isNew whether the name was not used in an earlier attempt */
    private CompletionStage<BatchRun> deployed(String name, BatchInput input, boolean isNew) {
        ObsPath work = settings.work();
        if (settings.modelId() == null || work == null) {
            throw new ModelArtsRequestException("runBatch requires "
                    + (settings.modelId() == null
                            ? "modelId, the model to deploy"
                            : "obsPath, the folder in OBS for uploaded inputs and for outputs")
                    + ": set it, or set serviceId or serviceName to start a batch service that exists");
        }
        ObsPath own = work.folder().child(name + "/");
        ObsPath output = own.child(BatchRun.OUTPUT);
        if (input instanceof BatchInput.Files files) {
            ObsPath folder = own.child(BatchRun.INPUT);
            return deployed(name, folder, output, true, isNew, obs.upload(folder, files.contents()));
        } else if (input instanceof BatchInput.Folder folder) {
            ObsPath path = folder.path().folder();
            return deployed(
                    name, path, output, false, isNew, obs.run((storage, cancelled) -> sources(storage.list(path))));
        }
        throw new IllegalArgumentException("a service that exists is not deployed");
    }

    private CompletionStage<BatchRun> deployed(
            String name,
            ObsPath folder,
            ObsPath output,
            boolean uploads,
            boolean isNew,
            CompletableFuture<List<ObsPath>> sources) {
        return unlessCancelled(sources)
                .thenCompose(found -> {
                    requireInputs(found, folder);
                    // "at least one empty folder has been created in OBS for storing the output"
                    // (inference-modelarts-0039)
                    return unlessCancelled(obs.upload(output, Body.of(new byte[0], null)))
                            .thenApply(created -> found);
                })
                .thenCompose(found -> {
                    requireNotCancelled();
                    return call(services, ModelArtsOperation.deployService, null, request(name, folder, output))
                            .thenApply(response -> deployed(name, response, folder, output, uploads, found))
                            .handle((run, failure) -> failure == null
                                    ? CompletableFuture.completedFuture(run)
                                    : undone(
                                            Failures.unwrapped(failure),
                                            !isNew ? List.of() : uploads ? List.of(folder, output) : List.of(output)))
                            .thenCompose(ended -> ended);
                });
    }

    private static BatchRun deployed(
            String name,
            ManagementResponse response,
            ObsPath folder,
            ObsPath output,
            boolean uploads,
            List<ObsPath> sources) {
        ServiceReference service =
                ServiceReference.id(response.content().path("service_id").asText(""));
        LOG.info(
                "The batch service {} ({}) was deployed for {} inputs in {}; it writes to {}",
                name,
                service.value(),
                sources.size(),
                folder,
                output);
        return new BatchRun(service, folder, output, uploads, true, sources, Map.of(), false);
    }

    /** Deletes what was uploaded for a service that ModelArts refused to deploy. If it may have been deployed, everything stays. */
    private CompletableFuture<BatchRun> undone(Throwable failure, List<ObsPath> folders) {
        CompletableFuture<BatchRun> failed = CompletableFuture.failedFuture(failure);
        // a gateway's 504, or a 4xx to a repeated request, does not say that there is no service
        boolean isRefused = failure instanceof ModelArtsOperationFailedException rejected
                && rejected.getStatusCode() < 500
                && rejected.getAttempts() == 1;
        if (!isRefused) {
            return failed;
        }
        return obs.run((storage, cancelled) -> {
                    for (ObsPath folder : folders) {
                        storage.delete(storage.listAll(folder));
                    }
                    return folders;
                })
                .exceptionally(undeleted -> {
                    LOG.warn(
                            "The folders {} of the failed deployment could not be deleted: {}. Delete them",
                            folders,
                            Failures.unwrapped(undeleted).toString());
                    return folders;
                })
                .thenCompose(deleted -> failed);
    }

    private static void requireInputs(List<ObsPath> sources, ObsPath folder) {
        if (sources.isEmpty()) {
            throw new ModelArtsRequestException("There is no object in " + folder
                    + ", so there is nothing to predict: no service was deployed or started."
                    + " Check the path, and the case of its letters");
        }
    }

    private static List<ObsPath> sources(List<ObsEntry> objects) {
        return objects.stream().map(ObsEntry::path).toList();
    }

    private ObjectNode request(String name, ObsPath input, ObsPath output) {
        ObjectNode request = PlainJson.MAPPER.createObjectNode();
        request.put("service_name", name);
        request.put("infer_type", "batch");
        request.putArray("config")
                .addObject()
                .put("model_id", settings.modelId())
                .put("specification", settings.specification())
                .put("instance_count", settings.instanceCount())
                .put("src_path", connection.url(input))
                .put("dest_path", connection.url(output))
                .put("req_uri", settings.path())
                .put("mapping_type", "file");
        return request;
    }

    /**
     * Takes up the run of an earlier attempt to deploy a service, whose end is not known. If there is no service with this name, it is deployed.
     *
     * @param name the name in the earlier attempt
     */
    CompletionStage<BatchRun> repeated(String name, BatchInput input) {
        ObjectNode filter = PlainJson.MAPPER.createObjectNode();
        filter.put("service_name", name).put("infer_type", "batch");
        return call(services, ModelArtsOperation.listServices, null, filter).thenCompose(response -> {
            for (JsonNode service : response.content().path("services")) {
                if (service.path("service_name").asText().equals(name)) {
                    return awaited(
                            ServiceReference.id(service.path("service_id").asText("")), null);
                }
            }
            // the list may not show a new service yet: a rejection of the same name then does not say that there is
            // none
            return deployed(name, input, false);
        });
    }

    /** Starts a service that exists, or awaits its run if it runs already. */
    CompletionStage<BatchRun> started(ServiceReference service) {
        return described(service, Map.of(), false).thenCompose(found -> {
            if (found.runs) {
                return CompletableFuture.completedFuture(found.run);
            }
            return unlessCancelled(obs.run((storage, cancelled) -> earlier(storage, found.run.output())))
                    .thenCompose(earlier -> started(found.run.restartedAfter(earlier)));
        });
    }

    private static Map<ObsPath, Instant> earlier(ObsStorage storage, ObsPath output) throws IOException {
        return storage.list(Manifest.results(output)).stream()
                .collect(Collectors.toUnmodifiableMap(ObsEntry::path, ObsEntry::modified, (first, second) -> first));
    }

    private CompletionStage<BatchRun> started(BatchRun run) {
        requireNotCancelled();
        listener.repeatWith(new BatchInput.Await(run.service(), run.earlier()));
        return call(services, ModelArtsOperation.startService, run.service(), PlainJson.MAPPER.createObjectNode())
                .handle((response, failure) -> {
                    if (failure != null) {
                        Throwable cause = Failures.unwrapped(failure);
                        if (!(cause instanceof ModelArtsFailure known && known.mayHaveExecuted())) {
                            listener.repeatWith(null);
                        }
                        throw new CompletionException(cause);
                    }
                    LOG.info(
                            "The batch service with {} was started for {} inputs in {}; it writes to {}",
                            run.service(),
                            run.sources().size(),
                            run.input(),
                            run.output());
                    return run;
                });
    }

    /**
     * Takes the run of a service that was started before.
     *
     * @param earlier the outputs of earlier runs, or null if they are not known
     */
    CompletionStage<BatchRun> awaited(ServiceReference service, @Nullable Map<ObsPath, Instant> earlier) {
        return described(service, earlier == null ? Map.of() : earlier, earlier != null)
                .thenApply(found -> found.run);
    }

    /** A service that exists, as a run, and whether it runs or will run without another start. */
    private record Found(BatchRun run, boolean runs) {}

    private CompletionStage<Found> described(
            ServiceReference service, Map<ObsPath, Instant> earlier, boolean restarted) {
        return call(services, ModelArtsOperation.describeService, service, PlainJson.MAPPER.createObjectNode())
                .thenCompose(response -> {
                    JsonNode detail = response.content();
                    ServiceReference found = ServiceReference.id(String.valueOf(response.serviceId()));
                    ObsPath input = folder(detail, "src_path", service);
                    ObsPath output = folder(detail, "dest_path", service);
                    String name = detail.path("service_name").asText();
                    boolean runs = STARTED.contains(detail.path("status").asText(""));
                    return unlessCancelled(obs.run((storage, cancelled) -> sources(storage.list(input))))
                            .thenApply(sources -> {
                                requireInputs(sources, input);
                                return new Found(
                                        new BatchRun(
                                                found,
                                                input,
                                                output,
                                                BatchRun.isOwn(input, name, BatchRun.INPUT),
                                                BatchRun.isOwn(output, name, BatchRun.OUTPUT),
                                                sources,
                                                earlier,
                                                restarted),
                                        runs);
                            });
                });
    }

    private ObsPath folder(JsonNode detail, String field, ServiceReference service) {
        String path = detail.at("/config/0/" + field).asText("");
        if (path.isEmpty()) {
            throw new ModelArtsRequestException("The service with " + service + " has no " + field
                    + ", so it is not a batch service: use predict, or name a service with infer_type=batch");
        }
        ObsPath folder;
        try {
            folder = ObsPath.ofModelArts(path).folder();
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException(
                    "The " + field + " of the service with " + service + " can't be used: " + e.getMessage(), e);
        }
        if (settings.bucket() != null && !folder.bucket().equals(settings.bucket())) {
            throw new ModelArtsRequestException("The " + field + " of the service with " + service + " is " + folder
                    + ", which is not in the bucket of obsBucket=" + settings.bucket()
                    + ": only this bucket is used. Remove obsBucket to allow all buckets");
        }
        return folder;
    }

    /** Ends a step as soon as the caller has cancelled the run. */
    private <T> CompletableFuture<T> unlessCancelled(CompletableFuture<T> step) {
        result.whenComplete((value, failure) -> step.cancel(false));
        return step;
    }

    /** For use in a stage: fails it if the caller has cancelled the run, before something is started that costs. */
    private void requireNotCancelled() {
        if (result.isDone()) {
            throw new CompletionException(new CancellationException("the caller has cancelled the run"));
        }
    }

    static CompletionStage<ManagementResponse> call(
            ManagementClient services,
            ModelArtsOperation operation,
            @Nullable ServiceReference service,
            ObjectNode input) {
        return services.manage(ManagementOperation.of(operation), service, () -> input);
    }
}
