package io.github.camelmodelarts.local.management;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.batch.BatchConfig;
import io.github.camelmodelarts.local.batch.BatchRun;
import io.github.camelmodelarts.local.batch.BatchRunner;

/** The runs of one batch service: one for each time that it is started. Thread-safe. */
final class BatchJob implements Lifecycle.Work {

    private final Deployment service;
    private final BatchRunner runner;
    private final Function<String, Model> models;
    private @Nullable BatchRun current;

    /** @param models finds the model with an id */
    BatchJob(Deployment service, BatchRunner runner, Function<String, Model> models) {
        this.service = service;
        this.runner = runner;
        this.models = models;
    }

    /** Lets the service become running in time even if no request reads its state, unless the clock is not the system's. */
    @Override
    public void due(Duration time) {
        if (!time.isZero()) {
            runner.after(time, service::state);
        }
    }

    @Override
    public synchronized void begin() {
        end();
        BatchConfig config = BatchConfig.of(service.description().config().get(0));
        current = runner.start(config, models.apply(config.modelId()), this::ended);
    }

    @Override
    public synchronized void end() {
        if (current != null) {
            current.stop();
        }
    }

    @Override
    public synchronized int progress() {
        return current == null ? 0 : current.progress();
    }

    private void ended(BatchRun run, @Nullable String error) {
        synchronized (this) {
            if (run != current) {
                return;
            }
            current = null;
        }
        service.lifecycle().workEnded(error);
    }
}
