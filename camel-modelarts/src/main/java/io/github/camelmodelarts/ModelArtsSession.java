package io.github.camelmodelarts;

import java.nio.file.Path;
import java.time.InstantSource;
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
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.GrowingPool;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.RequestDraft;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.exchange.body.ObjectJson;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.options.OptionWarnings;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;

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

    private final EndpointSettings settings;
    private final SharedResources resources;
    private final ModelArtsClient client;
    private final ThreadPoolExecutor routes;
    private final ExecutorService readers;
    private final ScheduledThreadPoolExecutor progress;

    private ModelArtsSession(EndpointSettings settings) {
        this.settings = settings;
        this.routes = new ThreadPoolExecutor(
                ROUTES, ROUTES, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ModelArtsSession::daemon);
        routes.allowCoreThreadTimeOut(true);
        this.readers = Executors.newCachedThreadPool(ModelArtsSession::daemon);
        this.progress = new ScheduledThreadPoolExecutor(PROGRESS, ModelArtsSession::daemon);
        progress.setRemoveOnCancelPolicy(true);
        this.resources = new SharedResources(
                InstantSource.system(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                new Threads(progress, readers),
                GrowingPool.of(routes, progress),
                new HttpClients(readers),
                CallListener.NONE,
                ResponseMemory.ofHeap(ResponseMemory.DEFAULT_PERCENT));
        this.client = new ModelArtsClient(settings.calls(), resources, null);
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
                    client.predict(request, null, end);
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

    /** Ends the calls in flight, closes the connections and ends the threads. */
    @Override
    public void close() {
        client.close();
        resources.close();
        routes.shutdown();
        readers.shutdownNow();
        // its next check finds tasks of routes that still wait for a thread
        progress.shutdown();
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

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ModelArtsSession");
        thread.setDaemon(true);
        return thread;
    }
}
