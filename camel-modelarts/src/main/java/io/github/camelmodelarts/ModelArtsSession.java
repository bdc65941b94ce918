package io.github.camelmodelarts;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.batch.BatchInput;
import io.github.camelmodelarts.batch.BatchRuns;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.GrowingPool;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.RequestDraft;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.exchange.body.ExchangeFiles;
import io.github.camelmodelarts.exchange.body.ObjectJson;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.obs.ObsConnection;
import io.github.camelmodelarts.obs.ObsConnections;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.options.OptionWarnings;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * Calls ModelArts from Java, without a route: predicts, signs and sends requests, and manages services. It takes the same options as an
 * endpoint and does the same with them.
 *
 * <pre>{@code
 * ModelArtsConfiguration options = new ModelArtsConfiguration();
 * options.setAddress("https://infer-modelarts-cn-north-4.modelarts-infer.com/v1/infers/0123");
 * options.setAppKey(System.getenv("APP_KEY"));
 * options.setAppSecret(System.getenv("APP_SECRET"));
 * try (ModelArtsSession session = ModelArtsSession.open(options)) {
 *     ServiceResponse response = session.predict(Path.of("flower.png")).join();
 *     System.out.println(response.text());
 * }
 * }</pre>
 *
 * <p>Each call returns a future. A failed call fails the future with an exception of the package {@code api}; {@code get()} and {@code
 * join()} throw it as the cause of their own exception. A missing option fails only the calls that need it. Futures complete on threads of
 * the session, which adds threads while all of them are busy, so dependent stages may block. Thread-safe. The threads are daemons, and they
 * end when the session is closed.
 */
public final class ModelArtsSession implements AutoCloseable {

    private static final int ROUTES = 8;
    private static final int PROGRESS = 2;
    private static final int TRANSFERS = 4;

    /** How long transfers may take to end when the session is closed. */
    private static final Duration LAST_STEP = Duration.ofSeconds(5);

    private final EndpointSettings settings;
    private final SharedResources resources;
    private final ModelArtsClient client;
    private final ObsConnections obs;
    private final ThreadPoolExecutor routes;
    private final ExecutorService readers;
    private final ScheduledThreadPoolExecutor progress;
    private final ThreadPoolExecutor transfers;
    private volatile boolean closed;

    private ModelArtsSession(EndpointSettings settings) {
        this.settings = settings;
        this.routes = pool(ROUTES);
        this.transfers = pool(TRANSFERS);
        this.readers = Executors.newCachedThreadPool(ModelArtsSession::daemon);
        this.progress = new ScheduledThreadPoolExecutor(PROGRESS, ModelArtsSession::daemon);
        progress.setRemoveOnCancelPolicy(true);
        this.resources = new SharedResources(
                InstantSource.system(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                new Threads(progress, readers, transfers),
                GrowingPool.of(routes, progress),
                new HttpClients(readers),
                CallListener.NONE,
                ResponseMemory.ofHeap(ResponseMemory.DEFAULT_PERCENT));
        this.client = new ModelArtsClient(settings.calls(), resources, null);
        this.obs = new ObsConnections(this::resourcesForObs);
    }

    /**
     * Opens a session and sends nothing yet. Credentials that the options do not contain are read from the environment.
     *
     * @param options read once; later changes have no effect
     * @throws IllegalArgumentException if an option is wrong
     */
    public static ModelArtsSession open(ModelArtsConfiguration options) {
        if (options.getSslContextParameters() != null) {
            throw new IllegalArgumentException(
                    "sslContextParameters require a CamelContext, and a session has none: create the"
                            + " SSLContext from them, and pass it to open(options, sslContext)");
        }
        return opened(options, null);
    }

    /**
     * Opens a session with an {@code SSLContext} in place of {@code sslContextParameters}.
     *
     * @param sslContext contains the trusted certificates, and the client's own certificate if the server asks for one
     */
    public static ModelArtsSession open(ModelArtsConfiguration options, SSLContext sslContext) {
        return opened(options, sslContext);
    }

    private static ModelArtsSession opened(ModelArtsConfiguration options, @Nullable SSLContext sslContext) {
        EndpointSettings settings = EndpointSettings.onDemand(options, System.getenv(), sslContext);
        new OptionWarnings().timeouts("ModelArtsSession", options);
        return new ModelArtsSession(settings);
    }

    /**
     * Adds the authentication headers to a request and does not send it. Fails with a {@code ModelArtsAuthenticationException} if there
     * are no credentials.
     */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request) {
        return begun(end -> client.sign(secure(request), end));
    }

    /**
     * Sends a request with authentication headers to any address. Fails with a {@code ModelArtsOperationFailedException} if the response
     * is not a success.
     */
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return ModelArtsSession.<CallResult>begun(end -> client.send(secure(request), end))
                .thenApply(CallResult::success);
    }

    /**
     * Sends a body to the service that the options name ({@code setAddress}, {@code setServiceId} or {@code setServiceName}). Fails with
     * a {@code ModelArtsOperationFailedException} if the response is not a success.
     *
     * @param body sent as it is, without regard to {@code setBodyType}
     */
    public CompletableFuture<ServiceResponse> predict(Body body) {
        return predicted(body);
    }

    /**
     * Sends a file to the service that the options name. It is sent like a file of a route: as multipart in the field {@code setInputName},
     * with its name and the media type of that name, or as {@code setBodyType} says; a JSON file is sent as JSON. It is streamed from disk.
     *
     * @param file neither empty nor a directory; must not change before the call has ended
     */
    public CompletableFuture<ServiceResponse> predict(Path file) {
        return predicted(file);
    }

    /**
     * Sends a value to the service that the options name, as {@code setBodyType} says. By default a String is sent as JSON text; bytes and
     * streams are sent as JSON and refused if they are not JSON; a File is sent like a Path; a Map or List with files is sent as multipart;
     * other objects are written as JSON by Jackson.
     *
     * <pre>{@code
     * ModelArtsConfiguration options = new ModelArtsConfiguration();
     * options.setAddress("https://infer-modelarts-cn-north-4.modelarts-infer.com/v1/infers/0123");
     * options.setAppCode(System.getenv("APP_CODE"));
     * Map<String, Object> record = Map.of("sepal_length", 5.1, "sepal_width", 3.5);
     * try (ModelArtsSession session = ModelArtsSession.open(options)) {
     *     ServiceResponse response =
     *             session.predict(Map.of("data", Map.of("req_data", List.of(record)))).join();
     *     System.out.println(response.text());
     * }
     * }</pre>
     *
     * @param value must not change before the call has ended; a stream is read once, and closed when it was sent or when its content is
     *     refused
     */
    public CompletableFuture<ServiceResponse> predict(Object value) {
        return predicted(value);
    }

    private CompletableFuture<ServiceResponse> predicted(Object value) {
        return ModelArtsSession.<CallResult>begun(end -> {
                    requireService();
                    RequestDraft request = value instanceof Body body
                            ? settings.requests().of(body)
                            : settings.requests()
                                    .ofValue(Objects.requireNonNull(value, "The file or value to send is null"));
                    client.predict(request, null, CallListener.NONE, end);
                })
                .thenApply(CallResult::success);
    }

    private void requireService() {
        if (settings.targets().configured() == null) {
            throw new ModelArtsRequestException(
                    "The options name no service: call setAddress(...) with the API address that"
                            + " ModelArts shows under Usage Guides, or setServiceId(...) or setServiceName(...)");
        }
    }

    /**
     * Shows what {@link #predict(Body)} would send, as a {@code curl} command without secrets, and how it is signed. Nothing is sent to the
     * service. A body that can be read once only can still be read afterwards.
     */
    public CompletableFuture<RequestPreview> preview(Body body) {
        return begun(end -> {
            requireService();
            client.preview(settings.requests().of(body), null, end);
        });
    }

    /**
     * Performs an operation of the management API, on the service that the options name, or on none if the operation needs none.
     *
     * <pre>{@code
     * ModelArtsConfiguration options = new ModelArtsConfiguration();
     * options.setRegion("cn-north-4");
     * options.setAccessKey(System.getenv("HUAWEICLOUD_SDK_AK"));
     * options.setSecretKey(System.getenv("HUAWEICLOUD_SDK_SK"));
     * try (ModelArtsSession session = ModelArtsSession.open(options)) {
     *     JsonNode services = session.manage(ModelArtsOperation.listServices, Map.of("status", "running")).join();
     *     System.out.println(services);
     * }
     * }</pre>
     *
     * @param input filters or the content of the request; empty for operations that take none
     * @return completes with the JSON object that ModelArts returns; it may contain secrets of applications
     */
    public CompletableFuture<JsonNode> manage(ModelArtsOperation operation, Map<String, ?> input) {
        return ModelArtsSession.<ManagementResponse>begun(end -> {
                    if (!operation.isManagement()) {
                        throw new ModelArtsRequestException(
                                operation + " is not an operation of the management API: use "
                                        + (operation == ModelArtsOperation.sign ? "preview(body)" : "predict(body)"));
                    }
                    ObjectNode fields = ObjectJson.MAPPER.valueToTree(input);
                    client.manage(operation, settings.targets().service(), () -> fields, null, end);
                })
                .thenApply(ManagementResponse::content);
    }

    /**
     * Uploads a file, or the files of a folder and of the folders in it, to a folder in OBS. An object that exists already is replaced when
     * the new one is complete. Requires Huawei's OBS client; see {@link ObsClients}. Fails with a {@code ModelArtsObsException} if OBS
     * rejects a request.
     *
     * @param local a file or a folder
     * @param obsFolder {@code obs://bucket/folder/}, or a folder in the bucket of {@code setObsBucket}
     * @return completes with the paths of the objects, {@code obs://bucket/folder/name}
     */
    public CompletableFuture<List<String>> uploadToObs(Path local, String obsFolder) {
        CompletableFuture<List<ObsPath>> uploaded = reported(() -> obs().transfers()
                .upload(obsPath(obsFolder).folder(), ExchangeFiles.of(local).contents()));
        return cancelling(
                uploaded,
                uploaded.thenApply(paths -> paths.stream().map(ObsPath::text).toList()));
    }

    /**
     * Downloads an object, or all objects of a folder, to a local folder. A file that exists already is replaced when the new one is
     * complete. Requires Huawei's OBS client; see {@link ObsClients}. Fails with a {@code ModelArtsObsException} if OBS rejects a request.
     *
     * @param source {@code obs://bucket/folder/name}; with a slash at the end it is a folder
     * @param localFolder created if it does not exist
     * @return completes with the files
     */
    public CompletableFuture<List<Path>> downloadFromObs(String source, Path localFolder) {
        return reported(() -> obs().transfers().download(obsPath(source), localFolder));
    }

    /**
     * Uploads a file or a folder, and predicts each file with a batch service that is deployed for {@code setModelId}. No thread waits
     * meanwhile. Requires {@code setObsPath}, the folder for uploaded inputs and for outputs; they are kept unless {@code
     * setDeleteAfter(true)} is set. First generation only. Fails with a {@code ModelArtsServiceStateException} if the service fails, and with a {@code ModelArtsTimeoutException}
     * after {@code setAwaitTimeout}.
     *
     * @param started receives the service's id as soon as it is known, on a thread that must not be blocked
     * @return completes with a prediction or an error for each file
     */
    public CompletableFuture<List<BatchPrediction>> runBatch(Path local, Consumer<String> started) {
        return reported(
                () -> batches().run(new BatchInput.Files(ExchangeFiles.of(local).contents()), started::accept));
    }

    /**
     * Like {@link #runBatch(Path, Consumer)}, for the objects that are in a folder in OBS already.
     *
     * @param obsFolder {@code obs://bucket/folder/}
     */
    public CompletableFuture<List<BatchPrediction>> runBatch(String obsFolder, Consumer<String> started) {
        return reported(() -> batches().run(new BatchInput.Folder(obsPath(obsFolder)), started::accept));
    }

    /**
     * Waits for a batch service that was started before, by a process that was killed for example, and reads its results.
     *
     * @param serviceId the id that {@code started} received
     * @return completes and fails like {@link #runBatch(Path, Consumer)}
     */
    public CompletableFuture<List<BatchPrediction>> awaitBatch(String serviceId) {
        return reported(() -> batches().run(new BatchInput.Await(ServiceReference.id(serviceId), null), id -> {}));
    }

    private BatchRuns batches() {
        return BatchRuns.of(settings.batches(), client.management(), obs(), resources);
    }

    private ObsPath obsPath(String text) {
        return ObsPath.of(text, settings.obs().get().bucket());
    }

    /** Begins work whose end the client reports. Cancelling the future stops the work. */
    private <T> CompletableFuture<T> reported(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<CompletableFuture<T>> begun = new CompletableFuture<>();
        CompletableFuture<T> result = begun(end -> {
            CompletableFuture<T> running = work.get();
            begun.complete(running);
            client.report(running, null, end);
        });
        begun.thenAccept(running -> cancelling(running, result));
        return result;
    }

    /** Lets the cancellation of a future cancel the future that it depends on. */
    private static <T> CompletableFuture<T> cancelling(CompletableFuture<?> source, CompletableFuture<T> dependent) {
        dependent.whenComplete((value, failure) -> {
            if (dependent.isCancelled()) {
                source.cancel(false);
            }
        });
        return dependent;
    }

    /** Ends the calls in flight, closes the connections and ends the threads. */
    @Override
    public void close() {
        client.close();
        // requests in progress end at once, and uploads remove their parts
        obs.close();
        transfers.shutdown();
        awaitTransfers();
        closed = true;
        obs.close();
        resources.close();
        routes.shutdown();
        readers.shutdownNow();
        transfers.shutdownNow();
        // its next check finds tasks of routes that still wait for a thread
        progress.shutdown();
    }

    private void awaitTransfers() {
        try {
            transfers.awaitTermination(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SharedResources resourcesForObs() {
        if (closed) {
            throw new ModelArtsRequestException(
                    "The session is closed, so its client for OBS can send no request. Keep the session open while you use the client");
        }
        return resources;
    }

    /** The connection to OBS. */
    ObsConnection obs() {
        return obs.of(settings.obs().get());
    }

    private ServiceRequest secure(ServiceRequest request) {
        settings.calls()
                .allowedAddresses()
                .configured(ServiceAddress.parse(request.uri().toString()));
        return request;
    }

    /** Begins a call. An exception that is thrown before the call is in flight fails the future, too. */
    private static <T> CompletableFuture<T> begun(Consumer<BiConsumer<@Nullable T, @Nullable Throwable>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            call.accept((value, failure) -> {
                if (value != null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(Objects.requireNonNull(failure));
                }
            });
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private static ThreadPoolExecutor pool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ModelArtsSession::daemon);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ModelArtsSession");
        thread.setDaemon(true);
        return thread;
    }
}
