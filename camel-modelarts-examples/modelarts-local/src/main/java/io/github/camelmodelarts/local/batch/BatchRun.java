package io.github.camelmodelarts.local.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.obs.ObjectStore;

/** One run of a batch service over all its files. Thread-safe. */
public final class BatchRun {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

    private final String task = UUID.randomUUID().toString();
    private final BatchConfig config;
    private final Model model;
    private final BatchServices settings;
    private final Supplier<ObjectStore> stores;
    private final Executor threads;
    private final AtomicInteger done = new AtomicInteger();
    private volatile int files;
    private volatile boolean stopped;

    BatchRun(BatchConfig config, Model model, BatchServices settings, Supplier<ObjectStore> stores, Executor threads) {
        this.config = config;
        this.model = model;
        this.settings = settings;
        this.stores = stores;
        this.threads = threads;
    }

    /** The id in the names of its results. */
    public String task() {
        return task;
    }

    /** Stops it: no further file is begun. It ends when the model has responded to its current files. */
    public void stop() {
        stopped = true;
        settings.gate().wake();
    }

    /** The files that were processed, in percent; 0 as long as their number is not known. */
    public int progress() {
        int all = files;
        return all == 0 ? 0 : done.get() * 100 / all;
    }

    /** Processes all files, and returns the error message of the service; null if it finished. */
    @Nullable
    String run() {
        settings.began(task);
        try {
            predictAll();
            return null;
        } catch (BatchFailure e) {
            return e.text();
        } catch (RuntimeException | Error e) {
            LOG.warn("The batch task {} failed", task, e);
            return "Internal error: " + e.getMessage();
        }
    }

    private void predictAll() throws BatchFailure {
        ObjectStore store = stores.get();
        requireBucket(store, config.source());
        requireBucket(store, config.destination());
        List<BatchInput> inputs = new InputFiles(store).of(config);
        files = inputs.size();
        BatchServices.PlannedFailure failure = settings.nextFailure();
        int most = failure == null ? inputs.size() : Math.min(inputs.size(), failure.files());
        Results results = new Results(store, config.destination(), task);
        Prediction prediction = new Prediction(config, model, settings.fieldOf(config.modelId()), store);
        List<String> lines = predict(inputs.subList(0, most), prediction, results);
        if (!lines.isEmpty()) {
            results.writeManifests(settings.changed(lines), settings.linesPerManifest());
        }
        if (failure != null) {
            throw new BatchFailure(failure.message());
        }
    }

    private static void requireBucket(ObjectStore store, ObsPath path) throws BatchFailure {
        if (!store.hasBucket(path.bucket())) {
            throw new BatchFailure("There is no bucket " + path.bucket());
        }
    }

    /** The lines of the files that were processed before the run was stopped, in the order of the files. */
    private List<String> predict(List<BatchInput> inputs, Prediction prediction, Results results) {
        Map<Integer, String> lines = new ConcurrentSkipListMap<>();
        AtomicInteger next = new AtomicInteger();
        Runnable instance = () -> {
            int i = next.getAndIncrement();
            while (i < inputs.size() && settings.gate().pass(() -> stopped)) {
                lines.put(i, line(inputs.get(i), prediction, results));
                done.incrementAndGet();
                i = next.getAndIncrement();
            }
        };
        runOnInstances(instance, Math.min(config.instances(), inputs.size()));
        return List.copyOf(lines.values());
    }

    private void runOnInstances(Runnable instance, int count) {
        List<CompletableFuture<Void>> others = new ArrayList<>();
        try {
            for (int i = 1; i < count; i++) {
                others.add(CompletableFuture.runAsync(instance, threads));
            }
            instance.run();
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        } finally {
            others.forEach(CompletableFuture::join);
        }
    }

    private String line(BatchInput input, Prediction prediction, Results results) {
        try {
            return results.success(input, prediction.of(input));
        } catch (BatchFailure e) {
            return results.failure(input, e.text());
        }
    }
}
