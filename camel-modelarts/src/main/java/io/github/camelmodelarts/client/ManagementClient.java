package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.session.ManagementApi;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;
import io.github.camelmodelarts.session.Projects;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.session.ServiceWatch;
import io.github.camelmodelarts.session.Timing;

/** The management side of a session: operations, the addresses of services, and the wait until one runs. Thread-safe. */
final class ManagementClient {

    private final BiFunction<ServiceRequest, Duration, CompletableFuture<CallResult>> calls;
    private final Executor progress;
    private final Executor readers;
    private final ManagementApi api;
    private final ServiceDirectory directory;
    private final ServiceWatch watch;
    private final Deadline deadline;
    private final Duration totalTimeout;

    /**
     * A client.
     *
     * @param calls makes a call that is authenticated with the session's identity, in the time that is given
     */
    ManagementClient(
            SessionSettings session,
            CallSettings settings,
            BiFunction<ServiceRequest, Duration, CompletableFuture<CallResult>> calls,
            SharedResources resources) {
        this.calls = calls;
        this.progress = resources.threads().progress();
        this.readers = resources.threads().readers();
        this.deadline = new Deadline(resources.threads().progress());
        this.totalTimeout = settings.totalTimeout();
        Supplier<CompletionStage<String>> project = project(session, resources.timing());
        this.api = api(session, this::send, project, totalTimeout);
        Identity identity = settings.identity().value();
        this.directory = new ServiceDirectory(
                api(session, this::fetch, project, Timing.LONGEST_FETCH),
                identity != null && identity.isApp(),
                found -> settings.allowedAddresses().lookedUp(found, session.management()),
                resources.timing());
        this.watch = new ServiceWatch(
                api,
                session.pollInterval(),
                session.awaitTimeout(),
                resources.threads().progress());
    }

    private static ManagementApi api(
            SessionSettings session,
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender,
            Supplier<CompletionStage<String>> project,
            Duration time) {
        return new ManagementApi(sender, session.management(), session.version(), project, time);
    }

    private Supplier<CompletionStage<String>> project(SessionSettings session, Timing timing) {
        if (session.projectId() != null) {
            CompletionStage<String> known = CompletableFuture.completedFuture(session.projectId());
            return () -> known;
        } else if (session.iam() == null || session.region() == null) {
            throw new IllegalStateException("a project has an id or a region");
        }
        return new Projects(this::fetch, session.iam(), session.region(), timing)::id;
    }

    private CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return send(request, totalTimeout);
    }

    /** For what several calls may wait for: none of their time limits counts. */
    private CompletableFuture<ServiceResponse> fetch(ServiceRequest request) {
        return send(request, Timing.LONGEST_FETCH);
    }

    /** Lists may be long, and what follows parses them: not on a thread that serves connections. */
    private CompletableFuture<ServiceResponse> send(ServiceRequest request, Duration time) {
        CompletableFuture<CallResult> call = calls.apply(request, time);
        CompletableFuture<ServiceResponse> sent =
                call.whenCompleteAsync((result, failure) -> {}, progress).thenApply(CallResult::success);
        sent.whenComplete((response, failure) -> {
            if (sent.isCancelled()) {
                call.cancel(true);
            }
        });
        return sent;
    }

    ServiceDirectory directory() {
        return directory;
    }

    /**
     * Carries out an operation.
     *
     * @param service which service it is about, or null
     * @param input asked, where it may block, if the operation takes any
     * @return completing it from outside ends the operation for the caller
     */
    CompletableFuture<ManagementResponse> manage(
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
}
