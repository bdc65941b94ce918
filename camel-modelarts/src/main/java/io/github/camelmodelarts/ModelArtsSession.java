package io.github.camelmodelarts;

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
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.exchange.body.ObjectJson;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;

/**
 * A session with ModelArts without a route: to try credentials out, to sign or send a request, to list services. It takes the options of
 * an endpoint, does what an endpoint with them would do, and fails with the same exceptions of {@code api}, which a future
 * carries as its cause. What an option lacks is found out when it is needed. Futures complete on threads of its own, of which there are
 * more when all of them are busy, so that what follows may take its time. Thread-safe; its threads are daemons and end when it is closed.
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
        this.client = new ModelArtsClient(settings.calls(), resources);
    }

    /**
     * Opens a session; nothing is sent yet. Credentials that the options lack are looked for in the environment.
     *
     * @param options read once; later changes have no effect
     * @throws IllegalArgumentException if an option is wrong
     */
    public static ModelArtsSession open(ModelArtsConfiguration options) {
        if (options.getSslContextParameters() != null) {
            throw new IllegalArgumentException(
                    "sslContextParameters need a CamelContext, and a session has none: make the"
                            + " SSLContext of them, and give it to open(options, sslContext)");
        }
        return new ModelArtsSession(EndpointSettings.onDemand(options, System.getenv(), null));
    }

    /** The same, with whom to trust in place of {@code sslContextParameters}. */
    public static ModelArtsSession open(ModelArtsConfiguration options, SSLContext sslContext) {
        return new ModelArtsSession(EndpointSettings.onDemand(options, System.getenv(), sslContext));
    }

    /** The request with the proof of who is calling, not sent. Fails with a {@code ModelArtsAuthenticationException} if there is none. */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request) {
        return begun(end -> client.sign(secure(request), end));
    }

    /**
     * Sends a request with the proof of who is calling, whatever its address. Fails with a {@code ModelArtsOperationFailedException} if
     * the answer is no success.
     */
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return ModelArtsSession.<CallResult>begun(end -> client.send(secure(request), end))
                .thenApply(CallResult::success);
    }

    /**
     * Asks the service that the options name ({@code address}, {@code serviceId} or {@code serviceName}) for a prediction. Fails with a
     * {@code ModelArtsOperationFailedException} if the answer is no success.
     */
    public CompletableFuture<ServiceResponse> predict(Body body) {
        return ModelArtsSession.<CallResult>begun(
                        end -> client.predict(settings.requests().of(body), null, end))
                .thenApply(CallResult::success);
    }

    /**
     * What {@link #predict} would send, as a command for {@code curl} without secrets, and how it is signed. Nothing goes to the service.
     * A body that can be read once only can still be read after.
     */
    public CompletableFuture<RequestPreview> preview(Body body) {
        return begun(end -> client.preview(settings.requests().of(body), null, end));
    }

    /**
     * Carries out an operation of the management API, on the service that the options name or on none.
     *
     * @param input filters, or what is to be sent; empty for operations that take nothing
     * @return completes with the JSON object that ModelArts answers; it may hold secrets of applications
     */
    public CompletableFuture<JsonNode> manage(ModelArtsOperation operation, Map<String, ?> input) {
        return ModelArtsSession.<ManagementResponse>begun(end -> {
                    if (!operation.isManagement()) {
                        throw new ModelArtsRequestException(operation + " is asked for with "
                                + (operation == ModelArtsOperation.sign ? "preview(body)" : "predict(body)"));
                    }
                    ObjectNode fields = ObjectJson.MAPPER.valueToTree(input);
                    client.manage(operation, settings.targets().service(), () -> fields, null, end);
                })
                .thenApply(ManagementResponse::content);
    }

    /** Ends what is under way, closes connections and ends the threads. */
    @Override
    public void close() {
        client.close();
        resources.close();
        routes.shutdown();
        readers.shutdownNow();
        progress.shutdownNow();
    }

    private ServiceRequest secure(ServiceRequest request) {
        settings.calls()
                .allowedAddresses()
                .configured(ServiceAddress.parse(request.uri().toString()));
        return request;
    }

    /** What goes wrong before anything is under way fails the future, too. */
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
