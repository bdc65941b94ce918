package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.Api;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.CallPurpose;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.call.HandOver;
import io.github.camelmodelarts.call.HostLoad;
import io.github.camelmodelarts.call.OpenCalls;
import io.github.camelmodelarts.call.RefusalReader;
import io.github.camelmodelarts.call.Retries;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * Makes the calls of one endpoint or session, with its settings and the resources that all calls share. Each method returns at once, and throws
 * only if the options are wrong; any other result of a call is reported once, on the threads of routes. Thread-safe; its owner closes it
 * when it stops.
 */
public final class ModelArtsClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsClient.class);
    private static final CallPurpose MANAGEMENT = new CallPurpose(CallPurpose.MANAGEMENT, null);

    private final CallSettings settings;
    private final SharedResources resources;
    private final HandOver routes;
    private final OpenCalls.Caller caller;
    private final ClientSettings.Key key;
    private final Deadline deadline;
    private final ValueOrFailure<CallPipeline> services;
    private final ValueOrFailure<CallPipeline> previews;
    private final ValueOrFailure<ManagementClient> management;
    /** The admission of the host that was called last: most endpoints call only one. */
    private volatile @Nullable HostAdmission admission;

    private final Obstacles.Used toServices = new Obstacles.Used();
    private final Obstacles.Used toManagement = new Obstacles.Used();

    /**
     * Creates a client that uses these resources until it is closed.
     *
     * @param endpoint the calls of an endpoint wait for admission in one queue, also if it has several clients; null for
     *     a client whose calls wait in the queue of their route
     */
    public ModelArtsClient(CallSettings settings, SharedResources resources, @Nullable Object endpoint) {
        this.settings = settings;
        this.resources = resources;
        this.routes = resources.routes(settings.workerPool());
        this.caller = resources.open().caller(endpoint, settings.waiting());
        this.key = resources.key(settings.http());
        this.deadline = new Deadline(resources.threads().progress());
        Transport transport = transport(settings.limits().collected());
        Transport streaming = transport(settings.limits());
        this.services =
                settings.identity().map(identity -> pipeline(identity, transport, streaming, Api.SERVICE, true));
        this.previews =
                settings.identity().map(identity -> pipeline(identity, transport, streaming, Api.SERVICE, false));
        this.management = settings.session().map(session -> management(session, transport));
    }

    private Transport transport(Limits limits) {
        return resources.transports().transport(settings.http(), limits, resources.memory());
    }

    private ManagementClient management(SessionSettings session, Transport transport) {
        CallPipeline pipeline = pipeline(session.identity(), transport, transport, Api.MANAGEMENT, true);
        return new ManagementClient(
                session, settings, key, (who, time) -> sender(pipeline, resources, key, who, time), caller, resources);
    }

    /**
     * Creates a pipeline.
     *
     * @param toIam sends what the strategy needs to authenticate
     * @param transport sends the calls
     */
    private CallPipeline pipeline(Identity identity, Transport toIam, Transport transport, Api api, boolean sends) {
        Obstacles.Used used = api == Api.MANAGEMENT ? toManagement : toServices;
        Identity.Signing signing =
                new Identity.Signing(resources.clocks(settings.clockSkewCorrection()), sends, used::set);
        RetryOn retryOn = api == Api.MANAGEMENT ? settings.managementRetryOn() : settings.retryOn();
        return new CallPipeline(
                identity.strategy(resources, signing, settings.http(), toIam),
                transport,
                new RefusalReader(resources.clock(), api, identity.described()),
                new Retries(settings.maxRetries(), retryOn, resources.random()),
                settings.totalTimeout(),
                resources.threads(),
                resources.open(),
                resources.listener());
    }

    /**
     * Creates a sender of requests to the management API. Several exchanges can wait for such a request, so it belongs to no route and can outlive
     * this client. The next stage parses lists, which can be long: it does not run on a thread that serves connections.
     */
    static Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender(
            CallPipeline pipeline,
            SharedResources resources,
            ClientSettings.Key key,
            OpenCalls.Caller caller,
            Duration time) {
        OpenCalls.Origin origin = new OpenCalls.Origin(caller, null, MANAGEMENT, CallListener.NONE);
        return request -> {
            CompletableFuture<CallResult> call =
                    pipeline.start(request, resources.admission(key, request.host()), origin, time);
            CompletableFuture<ServiceResponse> sent = call.whenCompleteAsync(
                            ModelArtsClient::giveBack, resources.threads().progress())
                    .thenApply(CallResult::success);
            sent.whenComplete((response, failure) -> {
                if (sent.isCancelled()) {
                    call.cancel(true);
                }
            });
            return sent;
        };
    }

    /** Releases the memory of a response, which counts until the response is parsed. */
    private static void giveBack(@Nullable CallResult result, @Nullable Throwable failure) {
        if (result != null) {
            result.response().memory().release();
        }
    }

    private OpenCalls.Origin origin(@Nullable String fromRoute) {
        return new OpenCalls.Origin(caller, fromRoute);
    }

    /**
     * Calls a service for a prediction.
     *
     * @param fromRoute the route of the exchange, or null
     * @param listener listens to this call only
     * @param end receives the response, success or not, or the failure
     */
    public void predict(
            RequestDraft draft,
            @Nullable String fromRoute,
            CallListener listener,
            BiConsumer<@Nullable CallResult, @Nullable Throwable> end) {
        CallPipeline pipeline = services.get();
        OpenCalls.Origin origin = new OpenCalls.Origin(caller, fromRoute, purpose(draft.target()), listener);
        if (draft.target().address() != null) {
            ServiceRequest request = draft.to(draft.target().address());
            handOver(pipeline.start(request, admission(request), origin), end);
            return;
        }
        LookedUpCall.Sender sender =
                (request, timeLeft) -> pipeline.start(request, admission(request), origin, timeLeft);
        handOver(new LookedUpCall(lookup(draft), sender, resources.open(), origin, resources.listener()).start(), end);
    }

    private static CallPurpose purpose(Target target) {
        ServiceReference service = target.service();
        return service == null ? CallPurpose.OF_ADDRESS : new CallPurpose(CallPurpose.PREDICT, service.value());
    }

    private AddressLookup lookup(RequestDraft draft) {
        return new AddressLookup(
                draft, settings.totalTimeout(), management.get().directory(), deadline);
    }

    private Admission admission(ServiceRequest request) {
        String host = request.host();
        HostAdmission last = admission;
        if (last == null || !last.host.equals(host)) {
            last = new HostAdmission(host, resources.admission(key, host));
            admission = last;
        }
        return last.admission;
    }

    private record HostAdmission(String host, Admission admission) {}

    /** Does all steps of a prediction except sending it. */
    public void preview(
            RequestDraft draft,
            @Nullable String fromRoute,
            BiConsumer<@Nullable RequestPreview, @Nullable Throwable> end) {
        CallPipeline pipeline = previews.get();
        OpenCalls.Origin origin = origin(fromRoute);
        CompletableFuture<ServiceRequest> signed;
        if (draft.target().address() != null) {
            signed = pipeline.sign(draft.to(draft.target().address()), origin, settings.totalTimeout());
        } else {
            AddressLookup lookup = lookup(draft);
            signed =
                    lookup.find().thenCompose(found -> pipeline.sign(lookup.request(found), origin, lookup.timeLeft()));
        }
        // a preview can read a body, which blocks
        CompletableFuture<RequestPreview> preview = signed.handleAsync(
                (request, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(Failures.unwrapped(failure));
                    }
                    return RequestPreview.of(draft.headers(), request);
                },
                resources.threads().readers());
        CompletableFuture<RequestPreview> inTime = deadline.in(
                settings.totalTimeout(),
                preview,
                () -> new ModelArtsTimeoutException(
                        "The request was not ready within totalTimeout=" + settings.totalTimeout(), false, 0, null));
        handOver(stoppable(origin, inTime, false), end);
    }

    /** Authenticates a request and sends it; reports the response, success or not. */
    public void send(ServiceRequest request, BiConsumer<@Nullable CallResult, @Nullable Throwable> end) {
        handOver(services.get().start(request, admission(request), origin(null)), end);
    }

    /** Authenticates a request and does not send it. */
    public void sign(ServiceRequest request, BiConsumer<@Nullable ServiceRequest, @Nullable Throwable> end) {
        handOver(previews.get().sign(request, origin(null), settings.totalTimeout()), end);
    }

    /**
     * Carries out an operation of the management API.
     *
     * @param service the service of the operation, or null
     * @param input called on a thread that can block, if the operation has an input
     */
    public void manage(
            ModelArtsOperation operation,
            @Nullable ServiceReference service,
            Supplier<ObjectNode> input,
            @Nullable String fromRoute,
            BiConsumer<@Nullable ManagementResponse, @Nullable Throwable> end) {
        ManagementOperation wanted = ManagementOperation.of(operation);
        CompletableFuture<ManagementResponse> managed = management.get().manage(wanted, service, input);
        handOver(stoppable(origin(fromRoute), managed, !wanted.isAwait()), end);
    }

    /**
     * The session's management API, for work that consists of several operations; see {@link #report}. Its futures do not complete on the
     * threads of routes.
     */
    public ManagementClient management() {
        return management.get();
    }

    /**
     * Reports the end of work that consists of several requests.
     *
     * @param work in progress; it is completed when the route or this client stops
     */
    public <T> void report(
            CompletableFuture<T> work, @Nullable String fromRoute, BiConsumer<@Nullable T, @Nullable Throwable> end) {
        handOver(stoppable(origin(fromRoute), work, true), end);
    }

    /** Registers work that consists of several requests, so that it also ends with its route. */
    private <T> CompletableFuture<T> stoppable(OpenCalls.Origin origin, CompletableFuture<T> work, boolean sends) {
        OpenCalls.OpenCall call = new OpenWork(origin, work, sends);
        resources.open().add(call);
        work.whenComplete((value, failure) -> resources.open().remove(call));
        return work;
    }

    private record OpenWork(OpenCalls.Origin origin, CompletableFuture<?> work, boolean sends)
            implements OpenCalls.OpenCall {

        @Override
        public void stop() {
            work.completeExceptionally(OpenCalls.stopped(sends, 0));
        }
    }

    /**
     * What is known of the keys, the user and the hosts of this client. Makes no call and asks no provider of credentials.
     *
     * @param predicts whether the client calls services
     * @param manages whether it calls the management API, for look-ups too
     */
    public Obstacles obstacles(boolean predicts, boolean manages) {
        List<Obstacles.Used> used = new ArrayList<>();
        Map<String, HostLoad> hosts = new HashMap<>();
        HostAdmission last = admission;
        if (predicts) {
            used.add(toServices);
            if (last != null) {
                hosts.put(last.host, last.admission.load());
            }
        }
        SessionSettings session = settings.session().value();
        if (manages && session != null) {
            used.add(toManagement);
            String host = session.management().authority();
            Admission known = resources.knownAdmission(key, host);
            if (known != null) {
                hosts.put(host, known.load());
            }
        }
        return Obstacles.of(used, hosts, resources);
    }

    /** Passes the end of a call, of any kind, to the threads of routes. This is the only place that does so. */
    private <T> void handOver(CompletableFuture<T> call, BiConsumer<@Nullable T, @Nullable Throwable> end) {
        call.whenComplete((value, failure) ->
                routes.execute(new Ending<>(value, failure == null ? null : Failures.unwrapped(failure), end)));
    }

    /** The end of a call as a task. It drops its reference to the response before the route continues, which can take long. */
    private static final class Ending<T> implements Runnable {

        private @Nullable T value;
        private final @Nullable Throwable failure;
        private final BiConsumer<@Nullable T, @Nullable Throwable> end;

        Ending(@Nullable T value, @Nullable Throwable failure, BiConsumer<@Nullable T, @Nullable Throwable> end) {
            this.value = value;
            this.failure = failure;
            this.end = end;
        }

        @Override
        public void run() {
            ServiceResponse response = value instanceof CallResult result ? result.response() : null;
            ResponseMemory.Share memory = response == null ? null : response.memory();
            ResponseStream stream = response == null ? null : response.stream();
            // see taken(): the response must not be kept while the route continues
            response = null;
            try {
                end.accept(taken(), failure);
            } catch (Throwable e) {
                // a callback has thrown: this is the only place that can report it
                LOG.error("The callback of a call has thrown an exception", e);
                if (stream != null) {
                    stream.close();
                }
            } finally {
                if (memory != null) {
                    memory.release();
                }
            }
        }

        private @Nullable T taken() {
            T taken = value;
            value = null;
            return taken;
        }
    }

    /** Ends the calls of this client; later ones fail at once. */
    @Override
    public void close() {
        caller.stop();
        resources.listener().callerStopped();
    }
}
