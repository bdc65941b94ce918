package io.github.camelmodelarts.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.batch.BatchInput;
import io.github.camelmodelarts.batch.BatchListener;
import io.github.camelmodelarts.batch.BatchRuns;
import io.github.camelmodelarts.exchange.body.ExchangeFiles;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.obs.ObsTransfers;
import io.github.camelmodelarts.session.ServiceReference;

/** Starts uploads, downloads and batch runs for exchanges, and maps their results to messages. Thread-safe. */
public final class ObsOperations {

    private final @Nullable ObsPath path;
    private final @Nullable String bucket;
    private final @Nullable Path folder;
    private final TargetMapper services;
    private final boolean allowHeaderOverride;

    /**
     * Creates the operations of an endpoint.
     *
     * @param path the configured path in OBS, or null
     * @param bucket the only allowed bucket, or null if any is allowed
     * @param folder the local folder for downloads, and for uploads without a body; or null
     * @param services names the batch service to start, if one is configured
     * @param allowHeaderOverride whether headers may choose the path in OBS, and the service to take up
     */
    public ObsOperations(
            @Nullable ObsPath path,
            @Nullable String bucket,
            @Nullable Path folder,
            TargetMapper services,
            boolean allowHeaderOverride) {
        this.path = path;
        this.bucket = bucket;
        this.folder = folder;
        this.services = services;
        this.allowHeaderOverride = allowHeaderOverride;
    }

    /**
     * Refuses options without which no exchange can be processed.
     *
     * @param hasModel whether a model to deploy is configured
     */
    public void requireComplete(ModelArtsOperation operation, boolean hasModel) {
        if (operation == ModelArtsOperation.uploadToObs && path == null && !allowHeaderOverride) {
            throw noPath(operation);
        } else if (operation == ModelArtsOperation.downloadFromObs) {
            requireFolder();
        } else if (operation == ModelArtsOperation.runBatch && services.service() == null && !allowHeaderOverride) {
            if (!hasModel) {
                throw new ModelArtsRequestException("runBatch requires modelId, the model to deploy, or serviceId or"
                        + " serviceName, a batch service to start");
            } else if (path == null) {
                throw noPath(operation);
            }
        }
    }

    private Path requireFolder() {
        if (folder == null) {
            throw new ModelArtsRequestException(
                    "downloadFromObs requires localPath: set it to the local folder for the files");
        }
        return folder;
    }

    private static ModelArtsRequestException noPath(ModelArtsOperation operation) {
        return new ModelArtsRequestException(operation
                + " requires obsPath: set it to obs://bucket/folder/, or to a folder in the bucket of obsBucket");
    }

    /**
     * Begins the operation for an exchange.
     *
     * @throws ModelArtsRequestException if the exchange can't be processed as it is
     */
    public ObsWork<?> begin(
            ModelArtsOperation operation, Exchange exchange, ObsTransfers obs, Supplier<BatchRuns> batches) {
        return switch (operation) {
            case uploadToObs -> upload(exchange, obs);
            case downloadFromObs -> download(exchange, obs);
            case runBatch -> batch(exchange, batches.get());
            default -> throw new IllegalArgumentException(operation + " does not use OBS");
        };
    }

    private ObsWork<List<ObsPath>> upload(Exchange exchange, ObsTransfers obs) {
        ObsPath target = path(exchange.getMessage());
        if (target == null) {
            throw noPath(ModelArtsOperation.uploadToObs);
        }
        ExchangeFiles files = files(exchange);
        return new ObsWork<>(
                obs.upload(target.folder(), files.contents()),
                uploaded -> setResult(
                        exchange, (files.isSingle() ? uploaded.get(0) : target.folder()).text(), uploaded.size()));
    }

    private ObsWork<List<Path>> download(Exchange exchange, ObsTransfers obs) {
        Path into = requireFolder();
        Message message = exchange.getMessage();
        ObsPath named = named(message.getBody());
        ObsPath source = named == null ? path(message) : named;
        if (source == null) {
            throw new ModelArtsRequestException(
                    "Neither the body nor obsPath names an object or folder in OBS: set one of"
                            + " them to obs://bucket/folder/ or obs://bucket/folder/name");
        }
        return new ObsWork<>(
                obs.download(source, into),
                files -> setResult(exchange, (source.isFolder() ? into : files.get(0)).toFile(), files.size()));
    }

    private ObsWork<List<BatchPrediction>> batch(Exchange exchange, BatchRuns batches) {
        ExchangeRun run = new ExchangeRun(exchange);
        return new ObsWork<>(
                batches.run(input(exchange), run),
                predictions -> {
                    run.end(true);
                    Message message = exchange.getMessage();
                    message.setBody(predictions);
                    message.setHeader(ModelArtsConstants.FILES, predictions.size());
                    message.setHeader(ModelArtsConstants.FAILED_FILES, (int) predictions.stream()
                            .filter(BatchPrediction::isFailed)
                            .count());
                    if (allowHeaderOverride) {
                        // they have chosen this run, and must not choose the service of a later step
                        message.removeHeader(ModelArtsConstants.SERVICE_ID);
                        message.removeHeader(ModelArtsConstants.SERVICE_NAME);
                    }
                },
                failure -> run.end(failure instanceof ModelArtsServiceStateException
                        || (failure instanceof ModelArtsOperationFailedException rejected
                                && rejected.getStatusCode() == 404)));
    }

    /**
     * The run that an exchange has started and whose results it does not have yet. A redelivery awaits it, because a second run costs again.
     *
     * @param body identifies the input: another body is another input
     * @param next the input of a redelivery
     */
    private record StartedRun(
            ObsOperations operations, @Nullable Object body, BatchInput next) {

        static final String KEY = StartedRun.class.getName();

        boolean isFor(ObsOperations other, @Nullable Object input) {
            return operations == other && Objects.equals(body, input);
        }
    }

    /** Writes to an exchange how its run proceeds, until the exchange continues: then it belongs to other threads. */
    private final class ExchangeRun implements BatchListener {

        private final Exchange exchange;
        private final @Nullable Object body;
        private boolean ended;

        ExchangeRun(Exchange exchange) {
            this.exchange = exchange;
            this.body = exchange.getMessage().getBody();
        }

        @Override
        public synchronized void repeatWith(@Nullable BatchInput input) {
            if (ended) {
                return;
            } else if (input == null) {
                exchange.removeProperty(StartedRun.KEY);
            } else {
                exchange.setProperty(StartedRun.KEY, new StartedRun(ObsOperations.this, body, input));
            }
        }

        @Override
        public synchronized void started(String id) {
            if (!ended) {
                exchange.getMessage().setHeader(ModelArtsConstants.BATCH_SERVICE_ID, id);
            }
        }

        /** @param over whether the run is over, so that a redelivery must begin another one */
        synchronized void end(boolean over) {
            ended = true;
            if (over) {
                exchange.removeProperty(StartedRun.KEY);
            }
        }
    }

    private BatchInput input(Exchange exchange) {
        Message message = exchange.getMessage();
        ServiceReference chosen = services.chosenService(message);
        StartedRun started = exchange.getProperty(StartedRun.KEY, StartedRun.class);
        if (started != null && started.isFor(this, message.getBody())) {
            BatchInput next = started.next;
            if (next instanceof BatchInput.Repeated repeated && chosen == null) {
                return new BatchInput.Repeated(repeated.name(), newInput(exchange));
            } else if (next instanceof BatchInput.Await await && (chosen == null || chosen.equals(await.service()))) {
                return await;
            }
        }
        if (chosen != null) {
            return new BatchInput.Await(chosen, null);
        } else if (services.service() != null) {
            return new BatchInput.Start(services.service());
        }
        return newInput(exchange);
    }

    private BatchInput newInput(Exchange exchange) {
        ObsPath source = named(exchange.getMessage().getBody());
        return source == null ? new BatchInput.Files(files(exchange).contents()) : new BatchInput.Folder(source);
    }

    /** The files in the body, or in the local folder of the option if there is no body. */
    private ExchangeFiles files(Exchange exchange) {
        return folder != null && exchange.getMessage().getBody() == null
                ? ExchangeFiles.of(folder)
                : ExchangeFiles.of(exchange);
    }

    /** The path that a body names, or null if it is something else. */
    private @Nullable ObsPath named(@Nullable Object body) {
        return body instanceof CharSequence text && ObsPath.is(text.toString().strip())
                ? ObsPath.of(text.toString().strip(), bucket)
                : null;
    }

    private @Nullable ObsPath path(Message message) {
        String chosen = allowHeaderOverride ? message.getHeader(ModelArtsConstants.OBS_PATH, String.class) : null;
        return chosen == null || chosen.isBlank() ? path : ObsPath.of(chosen.strip(), bucket);
    }

    private static void setResult(Exchange exchange, Object body, int files) {
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(ModelArtsConstants.FILES, files);
    }
}
