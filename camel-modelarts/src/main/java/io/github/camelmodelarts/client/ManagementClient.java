package io.github.camelmodelarts.client;

import java.time.Duration;
import java.time.InstantSource;
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
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.session.ManagementApi;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.Projects;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.session.ServiceWatch;

/** The management side of a session: operations, the addresses of services, and the wait until one runs. Thread-safe. */
final class ManagementClient implements AutoCloseable {

    private final CallPipeline pipeline;
    private final Function<ServiceRequest, Admission> admission;
    private final ManagementApi api;
    private final ServiceDirectory directory;
    private final ServiceWatch watch;
    private final Deadline deadline;
    private final Duration totalTimeout;

    /**
     * A client.
     *
     * @param pipeline authenticates with the session's identity
     * @param workers where callers go on that had to wait
     */
    ManagementClient(
            SessionSettings session,
            CallSettings settings,
            CallPipeline pipeline,
            Function<ServiceRequest, Admission> admission,
            SharedResources resources,
            Executor workers) {
        this.pipeline = pipeline;
        this.admission = admission;
        this.deadline = new Deadline(resources.timer(), workers);
        this.totalTimeout = settings.totalTimeout();
        Supplier<CompletionStage<String>> project = project(session, resources.clock(), workers);
        this.api = new ManagementApi(this::send, session.management(), session.version(), project, totalTimeout);
        Identity identity = settings.identity().value();
        this.directory = new ServiceDirectory(
                api,
                identity != null && identity.isApp(),
                found -> settings.allowedAddresses().lookedUp(found, session.management()),
                workers,
                resources.clock());
        this.watch = new ServiceWatch(api, session.pollInterval(), session.awaitTimeout(), resources.timer(), workers);
    }

    private Supplier<CompletionStage<String>> project(SessionSettings session, InstantSource clock, Executor workers) {
        if (session.projectId() != null) {
            CompletionStage<String> known = CompletableFuture.completedFuture(session.projectId());
            return () -> known;
        } else if (session.iam() == null || session.region() == null) {
            throw new IllegalStateException("a project has an id or a region");
        }
        return new Projects(this::send, session.iam(), session.region(), workers, clock)::id;
    }

    private CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return pipeline.start(request, admission.apply(request)).thenApply(CallResult::success);
    }

    ServiceDirectory directory() {
        return directory;
    }

    /**
     * Carries out an operation.
     *
     * @param service which service it is about, or null
     */
    CompletableFuture<ManagementResponse> manage(
            ManagementOperation operation, @Nullable ServiceReference service, ObjectNode input) {
        if (operation.isAwait()) {
            return watch.running(operation.required(service)).toCompletableFuture();
        }
        return deadline.in(
                totalTimeout,
                api.call(operation, service, input),
                () -> new ModelArtsTimeoutException(
                        operation.name() + " did not end within totalTimeout=" + totalTimeout, true, 1, null));
    }

    @Override
    public void close() {
        watch.close();
        pipeline.close();
    }
}
