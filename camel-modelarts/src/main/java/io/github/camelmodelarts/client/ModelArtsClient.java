package io.github.camelmodelarts.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.Api;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.call.RefusalReader;
import io.github.camelmodelarts.call.Retries;
import io.github.camelmodelarts.call.Workers;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.ServiceReference;

/** Makes the calls of one endpoint or session: its settings, wired to what all calls share. Thread-safe; its owner closes it when it stops. */
public final class ModelArtsClient implements AutoCloseable {

    private static final CallResult UNSENT =
            new CallResult(new ServiceResponse(204, Headers.NONE, new byte[0]), 0, null);

    private final CallSettings settings;
    private final SharedResources resources;
    private final Workers workers;
    private final ClientSettings.Key key;
    private final Deadline deadline;
    private final ValueOrFailure<CallPipeline> services;
    private final ValueOrFailure<CallPipeline> previews;
    private final ValueOrFailure<ManagementClient> management;

    /** A client that uses these resources until it is closed. */
    public ModelArtsClient(CallSettings settings, SharedResources resources) {
        this.settings = settings;
        this.resources = resources;
        this.workers = resources.workers(settings.workerPool());
        this.key = resources.key(settings.http());
        this.deadline = new Deadline(resources.timer(), workers);
        Transport transport = resources.transports().transport(settings.http(), settings.limits(), workers);
        this.services = settings.identity().map(identity -> pipeline(identity, transport, Api.SERVICE, true));
        this.previews = settings.identity().map(identity -> pipeline(identity, transport, Api.SERVICE, false));
        this.management = settings.session()
                .map(session -> new ManagementClient(
                        session,
                        settings,
                        pipeline(session.identity(), transport, Api.MANAGEMENT, true),
                        this::admission,
                        resources,
                        workers));
    }

    private CallPipeline pipeline(Identity identity, Transport transport, Api api, boolean sends) {
        Identity.Signing signing = new Identity.Signing(resources.clocks(settings.clockSkewCorrection()), sends);
        RetryOn retryOn = api == Api.MANAGEMENT ? settings.managementRetryOn() : settings.retryOn();
        return new CallPipeline(
                identity.strategy(resources, signing, settings.http(), transport, workers),
                transport,
                new RefusalReader(resources.clock(), api),
                new Retries(settings.maxRetries(), retryOn, resources.random()),
                settings.totalTimeout(),
                resources.timer(),
                workers);
    }

    /** Asks a service for a prediction; completes with its response, success or not. */
    public CompletableFuture<CallResult> predict(RequestDraft draft) {
        CallPipeline pipeline = services.get();
        return lookUp(draft, (request, timeLeft) -> pipeline.start(request, admission(request), timeLeft));
    }

    /** Does all that a prediction takes, but for sending. */
    public CompletableFuture<RequestPreview> preview(RequestDraft draft) {
        CallPipeline pipeline = previews.get();
        AtomicReference<RequestPreview> preview = new AtomicReference<>();
        return lookUp(
                        draft,
                        (request, timeLeft) -> pipeline.sign(request, timeLeft)
                                // it may read a body, so not on the thread that brought the proof
                                .thenApplyAsync(
                                        signed -> {
                                            preview.set(RequestPreview.of(request.headers(), signed));
                                            return UNSENT;
                                        },
                                        workers))
                .thenApply(unsent -> preview.get());
    }

    private CompletableFuture<CallResult> lookUp(RequestDraft draft, LookedUpCall.Sender sender) {
        return draft.target().address() != null
                ? sender.send(draft.to(draft.target().address()), settings.totalTimeout())
                : new LookedUpCall(
                                draft,
                                settings.totalTimeout(),
                                sender,
                                management.get().directory(),
                                deadline)
                        .start();
    }

    private Admission admission(ServiceRequest request) {
        return resources.admission(key, request.host());
    }

    /** Authenticates a request and sends it; completes with the response, success or not. */
    public CompletableFuture<CallResult> send(ServiceRequest request) {
        return services.get().start(request, admission(request));
    }

    /** Authenticates a request and does not send it. */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request) {
        return previews.get().sign(request);
    }

    /**
     * Carries out an operation of the management API.
     *
     * @param service which service it is about, or null
     */
    public CompletableFuture<ManagementResponse> manage(
            ModelArtsOperation operation, @Nullable ServiceReference service, ObjectNode input) {
        return management.get().manage(ManagementOperation.of(operation), service, input);
    }

    @Override
    public void close() {
        for (ValueOrFailure<CallPipeline> pipeline : List.of(services, previews)) {
            if (pipeline.value() != null) {
                pipeline.value().close();
            }
        }
        if (management.value() != null) {
            management.value().close();
        }
    }
}
