package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.result.BatchPrediction;

/**
 * Where files wait for a batch service. It begins when all files of a kind wait, because each service is deployed first, which takes
 * longer than a prediction. Files wait without a thread. Thread-safe.
 */
final class Batches {

    private static final String WAITING = "fileDropWaiting";

    private final Tally tally;
    private final ProducerTemplate template;
    private final Map<String, Batch> batches = new HashMap<>();
    private boolean stopping;

    /**
     * Creates an instance without waiting files.
     *
     * @param tally knows which files can still come
     */
    Batches(CamelContext context, Tally tally) {
        template = context.createProducerTemplate();
        this.tally = tally;
    }

    /** The files that wait for a service, by the names under which they are uploaded. */
    private record Batch(String service, String kind, Map<String, Waiting> files) {}

    private record Waiting(Exchange exchange, AsyncCallback callback) {

        Job job() {
            return Job.of(exchange);
        }

        void fail(Exception failure) {
            exchange.setException(failure);
            callback.done(false);
        }

        void succeed(@Nullable String prediction) {
            exchange.getMessage().setBody(prediction);
            callback.done(false);
        }

        /** The content with the name of the file, which a page that was turned does not have. */
        GenericFile<Object> file() {
            GenericFile<Object> file = new GenericFile<>();
            file.setFileNameOnly(job().name());
            Object body = exchange.getMessage().getBody();
            if (body instanceof byte[]) {
                file.setBody(body);
            } else {
                file.setFile(job().file().toFile());
            }
            return file;
        }
    }

    /** Returns the route that runs the batch service. Its body is a list of files. */
    static String route(String service) {
        return "direct:" + service + "-batch";
    }

    /**
     * Returns the step in which a file waits for its prediction.
     *
     * @param kind the regular expression for the names of all files that the service can get
     */
    Processor waitingFor(String service, String kind) {
        synchronized (this) {
            batches.put(service, new Batch(service, kind, new HashMap<>()));
        }
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                add(service, new Waiting(exchange, callback));
                beginIfAllWait();
                return false;
            }
        };
    }

    private synchronized void add(String service, Waiting waiting) {
        Objects.requireNonNull(batches.get(service)).files().put(waiting.job().name(), waiting);
    }

    /** Begins a batch service for each model for which files of a kind wait, if no other file of this kind can still come. */
    void beginIfAllWait() {
        List<Batch> complete = new ArrayList<>();
        synchronized (this) {
            Set<String> open = tally.open(stopping);
            for (Batch batch : batches.values()) {
                if (!batch.files().isEmpty() && waiting(batch.kind()).containsAll(ofKind(batch.kind(), open))) {
                    complete.add(batch);
                }
            }
            complete.forEach(
                    batch -> batches.put(batch.service(), new Batch(batch.service(), batch.kind(), new HashMap<>())));
        }
        complete.forEach(this::begin);
    }

    private Set<String> waiting(String kind) {
        return batches.values().stream()
                .filter(batch -> batch.kind().equals(kind))
                .flatMap(batch -> batch.files().values().stream())
                .map(waiting -> waiting.job().arrivedAs())
                .collect(Collectors.toSet());
    }

    private static List<String> ofKind(String kind, Set<String> names) {
        Pattern pattern = Pattern.compile(kind, Pattern.CASE_INSENSITIVE);
        return names.stream().filter(name -> pattern.matcher(name).matches()).toList();
    }

    /** Begins the batch services without the files that are still in the inbox: they stay there. */
    void expectNoMore() {
        synchronized (this) {
            stopping = true;
        }
        beginIfAllWait();
    }

    private void begin(Batch batch) {
        Map<String, Waiting> waiting = new ConcurrentHashMap<>(batch.files());
        List<GenericFile<Object>> files =
                waiting.values().stream().map(Waiting::file).toList();
        template.asyncSend(route(batch.service()), exchange -> {
                    exchange.getMessage().setBody(files);
                    exchange.setProperty(WAITING, waiting);
                })
                .whenComplete((ended, failure) -> {
                    Exception reason = ended == null ? null : ended.getException();
                    waiting.values()
                            .forEach(file -> file.fail(
                                    reason == null ? new IllegalStateException("The batch run was given up") : reason));
                });
    }

    /** Gives a file its prediction, so that its route continues. The body is a {@link BatchPrediction}. */
    void predicted(Exchange exchange) throws InvalidPayloadException {
        BatchPrediction prediction = exchange.getMessage().getMandatoryBody(BatchPrediction.class);
        Waiting file = (Waiting) exchange.getProperty(WAITING, Map.class).remove(prediction.name());
        if (file == null) {
            throw new IllegalStateException("No file waits for the prediction of " + prediction.name());
        }
        String error = prediction.error();
        if (error == null) {
            file.succeed(prediction.result());
        } else {
            file.fail(RejectedFileException.of(error));
        }
    }
}
