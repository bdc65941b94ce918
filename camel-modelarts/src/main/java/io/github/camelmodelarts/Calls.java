package io.github.camelmodelarts;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.Answer;
import io.github.camelmodelarts.call.Api;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.RefusalReader;
import io.github.camelmodelarts.call.Retries;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.session.ManagementAnswer;
import io.github.camelmodelarts.session.ManagementApi;
import io.github.camelmodelarts.session.ManagementCall;
import io.github.camelmodelarts.session.Projects;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.session.ServiceWatch;

/** The calls of one endpoint or session: settings wired to what all calls share. Thread-safe; its owner closes it when it stops. */
final class Calls implements AutoCloseable {

    private static final Answer UNSENT = new Answer(new ServiceResponse(204, Headers.NONE, new byte[0]), 0, null);

    private final Settings settings;
    private final CallResources resources;
    private final Workers workers;
    private final ClientSettings.Key client;
    private final Deadline deadline;
    private final Configured<CallPipeline> services;
    private final Configured<CallPipeline> rehearsals;
    private final Configured<Management> management;

    Calls(Settings settings, CallResources resources) {
        this.settings = settings;
        this.resources = resources;
        this.workers = resources.workers(settings.workerPool());
        this.client = resources.key(settings.client());
        this.deadline = new Deadline(resources.timer(), workers);
        Transport transport = resources.transports().transport(settings.client(), settings.limits(), workers);
        this.services = settings.caller().map(caller -> pipeline(caller, transport, Api.SERVICE, true));
        this.rehearsals = settings.caller().map(caller -> pipeline(caller, transport, Api.SERVICE, false));
        this.management = settings.session().map(session -> new Management(session, transport));
    }

    private CallPipeline pipeline(Caller caller, Transport transport, Api api, boolean sends) {
        Caller.Signing signing = new Caller.Signing(resources.clocks(settings.clockSkewCorrection()), sends);
        return new CallPipeline(
                caller.strategy(resources, signing, settings.client(), transport, workers),
                transport,
                new RefusalReader(resources.clock(), api),
                new Retries(settings.maxRetries(), retryOn(api), resources.random()),
                settings.totalTimeout(),
                resources.timer(),
                workers);
    }

    /** A prediction may be made twice if its user says so; that says nothing of a service that is deployed twice. */
    private RetryOn retryOn(Api api) {
        return api == Api.MANAGEMENT && settings.retryOn() == RetryOn.IDEMPOTENT ? RetryOn.SAFE : settings.retryOn();
    }

    /** Asks a service for a prediction; completes with its answer, success or not. */
    CompletableFuture<Answer> predict(RequestMapper.Draft draft) {
        CallPipeline pipeline = services.get();
        return locate(draft, (request, timeLeft) -> pipeline.start(request, admission(request), timeLeft));
    }

    /** Does all that a prediction takes, but for sending. */
    CompletableFuture<Rehearsal> rehearse(RequestMapper.Draft draft) {
        CallPipeline pipeline = rehearsals.get();
        AtomicReference<Rehearsal> rehearsal = new AtomicReference<>();
        return locate(
                        draft,
                        (request, timeLeft) -> pipeline.sign(request, timeLeft)
                                // it may read a body, and whosever thread brought the proof, the route goes on on its
                                // own
                                .thenApplyAsync(
                                        signed -> {
                                            rehearsal.set(Rehearsal.of(request.headers(), signed));
                                            return UNSENT;
                                        },
                                        workers))
                .thenApply(unsent -> rehearsal.get());
    }

    private CompletableFuture<Answer> locate(RequestMapper.Draft draft, LocatedCall.Sender sender) {
        return draft.target().address() != null
                ? sender.send(draft.to(draft.target().address()), settings.totalTimeout())
                : new LocatedCall(draft, settings, sender, management.get().directory, deadline).start();
    }

    private Admission admission(ServiceRequest request) {
        return resources.admission(client, request.host());
    }

    /** Sends a request with the proof of who is calling. */
    CompletableFuture<Answer> send(ServiceRequest request) {
        return services.get().start(request, admission(request));
    }

    /** The request with the proof of who is calling, unsent. */
    CompletableFuture<ServiceRequest> sign(ServiceRequest request) {
        return rehearsals.get().sign(request);
    }

    /**
     * Carries out an operation of the management API.
     *
     * @param service which service it is about, or null
     */
    CompletableFuture<ManagementAnswer> manage(
            ModelArtsOperation operation, @Nullable ServiceReference service, ObjectNode input) {
        Management session = management.get();
        ManagementCall call = operation.call();
        if (operation.concernsService() && service == null) {
            throw new ModelArtsRequestException(operation + " needs serviceId or serviceName"
                    + (settings.allowHeaderOverride()
                            ? ", as an option or in a header: " + ModelArtsConstants.SERVICE_ID + ", "
                                    + ModelArtsConstants.SERVICE_NAME
                            : ""));
        }
        if (call == null && service != null) {
            return session.watch.running(service).toCompletableFuture();
        }
        return deadline.in(
                settings.totalTimeout(),
                session.api.call(Objects.requireNonNull(call, "an operation is a call"), service, input),
                () -> new ModelArtsTimeoutException(
                        operation + " did not end within totalTimeout=" + settings.totalTimeout(), true, 1, null));
    }

    @Override
    public void close() {
        for (Configured<CallPipeline> pipeline : List.of(services, rehearsals)) {
            if (pipeline.value() != null) {
                pipeline.value().close();
            }
        }
        if (management.value() != null) {
            management.value().close();
        }
    }

    /** What goes to the management API, with the session's own proof of who is calling. */
    private final class Management implements AutoCloseable {

        private final CallPipeline pipeline;
        private final ManagementApi api;
        private final ServiceDirectory directory;
        private final ServiceWatch watch;

        Management(SessionSettings session, Transport transport) {
            pipeline = pipeline(session.caller(), transport, Api.MANAGEMENT, true);
            Transport authenticated = this::send;
            api = new ManagementApi(
                    authenticated, session.management(), session.version(), project(session), settings.totalTimeout());
            boolean forApps = settings.caller().value() != null
                    && settings.caller().value().isApp();
            directory = new ServiceDirectory(
                    api,
                    forApps,
                    found -> settings.targets().lookedUp(found, session.management()),
                    workers,
                    resources.clock());
            watch = new ServiceWatch(api, session.pollInterval(), session.awaitTimeout(), resources.timer(), workers);
        }

        private Supplier<CompletionStage<String>> project(SessionSettings session) {
            if (session.projectId() != null) {
                CompletionStage<String> known = CompletableFuture.completedFuture(session.projectId());
                return () -> known;
            } else if (session.iam() == null || session.region() == null) {
                throw new IllegalStateException("a project has an id or a region");
            }
            return new Projects(this::send, session.iam(), session.region(), workers, resources.clock())::id;
        }

        private CompletableFuture<ServiceResponse> send(ServiceRequest request) {
            return pipeline.start(request, admission(request)).thenApply(Answer::success);
        }

        @Override
        public void close() {
            watch.close();
            pipeline.close();
        }
    }
}
