package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.call.OpenCalls;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.session.ManagementApi;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.Projects;
import io.github.camelmodelarts.session.ServiceAddresses;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.session.ServiceStates;
import io.github.camelmodelarts.session.ServiceWatch;
import io.github.camelmodelarts.session.Timing;

/** Calls the management API for a session: operations, look-ups of addresses, and the wait until a service runs. Thread-safe. */
public final class ManagementClient {

    private final Executor readers;
    private final ManagementApi api;
    private final ServiceDirectory directory;
    private final ServiceStates states;
    private final ServiceWatch watch;
    private final Deadline deadline;
    private final Duration totalTimeout;

    /**
     * Creates a client.
     *
     * @param http the HTTP settings, as the key of a map
     * @param senders creates senders of requests that are authenticated with the session's identity
     * @param caller the owner of the calls of operations
     */
    ManagementClient(
            SessionSettings session,
            CallSettings settings,
            ClientSettings.Key http,
            Senders senders,
            OpenCalls.Caller caller,
            SharedResources resources) {
        this.readers = resources.threads().readers();
        this.deadline = new Deadline(resources.threads().progress());
        this.totalTimeout = settings.totalTimeout();
        SessionDirectory shared = resources.directory(
                key(session, settings, http, resources),
                // the time limit of a fetch ends its calls; the time limit of the calls is longer and does not apply
                () -> directory(
                        session,
                        senders.of(resources.lookups(), Timing.LONGEST_FETCH.multipliedBy(2)),
                        resources.timing()));
        this.api = new ManagementApi(
                senders.of(caller, totalTimeout),
                session.management(),
                session.version(),
                shared.project(),
                totalTimeout);
        this.states = shared.states();
        Identity identity = settings.identity().value();
        this.directory = new ServiceDirectory(
                shared.services(),
                identity != null && identity.isApp(),
                found -> settings.allowedAddresses().lookedUp(found, session.management()),
                resources.timing());
        this.watch = new ServiceWatch(
                api,
                session.pollInterval(),
                session.awaitTimeout(),
                resources.threads().progress());
    }

    /** Creates senders for a caller, with a time limit for each call. A sender fails if the response is an error. */
    @FunctionalInterface
    interface Senders {
        Function<ServiceRequest, CompletableFuture<ServiceResponse>> of(OpenCalls.Caller caller, Duration time);
    }

    private static SessionDirectory.Key key(
            SessionSettings session, CallSettings settings, ClientSettings.Key http, SharedResources resources) {
        return new SessionDirectory.Key(
                session.identity().key(resources.fingerprints()),
                session.management(),
                session.version(),
                session.iam(),
                session.region(),
                session.projectId(),
                http,
                settings.limits(),
                settings.maxRetries(),
                settings.managementRetryOn(),
                settings.clockSkewCorrection());
    }

    /** Creates a directory. Several calls can wait for a look-up, so none of their time limits applies to it. */
    private static SessionDirectory directory(
            SessionSettings session,
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender,
            Timing timing) {
        Supplier<CompletionStage<String>> project = project(session, sender, timing);
        ManagementApi api =
                new ManagementApi(sender, session.management(), session.version(), project, Timing.LONGEST_FETCH);
        return new SessionDirectory(project, new ServiceAddresses(api, timing), new ServiceStates(api, timing));
    }

    private static Supplier<CompletionStage<String>> project(
            SessionSettings session,
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender,
            Timing timing) {
        if (session.projectId() != null) {
            CompletionStage<String> known = CompletableFuture.completedFuture(session.projectId());
            return () -> known;
        } else if (session.iam() == null || session.region() == null) {
            throw new IllegalStateException("a project has an id or a region");
        }
        return new Projects(sender, session.iam(), session.region(), timing)::id;
    }

    ServiceDirectory directory() {
        return directory;
    }

    /**
     * Carries out an operation.
     *
     * @param service the service of the operation, or null
     * @param input called on a thread that can block, if the operation has an input
     * @return the result; completing it from outside ends the operation for the caller
     */
    public CompletableFuture<ManagementResponse> manage(
            ManagementOperation operation, @Nullable ServiceReference service, Supplier<ObjectNode> input) {
        if (operation.isAwait()) {
            return watch.running(operation.required(service));
        }
        CompletionStage<ManagementResponse> called = operation.input() == ManagementOperation.Input.NONE
                ? api.call(operation, service, input.get())
                : CompletableFuture.supplyAsync(input, readers).thenCompose(read -> api.call(operation, service, read));
        return deadline.in(
                totalTimeout,
                called,
                () -> new ModelArtsTimeoutException(
                        operation.name() + " did not end within totalTimeout=" + totalTimeout, true, 1, null));
    }

    /** What is known of the state of a service. Does not wait: asks at times, for all endpoints of the session together. */
    public ServiceStates.Answer state(ServiceReference service) {
        return states.latest(service);
    }

    /**
     * Waits until a batch service has finished.
     *
     * @param restarted whether it was started just before, and has an earlier end
     * @return like the result of {@code awaitService}
     */
    public CompletableFuture<ManagementResponse> finished(ServiceReference service, boolean restarted) {
        return watch.finished(service, restarted);
    }
}
