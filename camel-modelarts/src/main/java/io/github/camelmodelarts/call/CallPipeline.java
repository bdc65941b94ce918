package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.Transport;

/**
 * Takes requests through admit, authenticate, send and judge, if need be once more, without a thread waiting anywhere. Thread-safe. Its owner closes it when
 * it stops; calls under way then end with an exception.
 */
public final class CallPipeline implements AutoCloseable {

    private final Transport transport;
    private final Call.Shared shared;
    private final Set<Call> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A pipeline.
     *
     * @param totalTimeout how long a call may take from its admission to its answer, everything included
     * @param timer ends calls that take longer; its threads are never blocked
     * @param workers where such calls end and waiting ones start, because both may block; never rejects a task
     */
    public CallPipeline(
            AuthStrategy strategy,
            Transport transport,
            RefusalReader refusals,
            Retries retries,
            Duration totalTimeout,
            ScheduledExecutorService timer,
            Executor workers) {
        this.transport = transport;
        this.shared = new Call.Shared(
                new CheckedStrategy(strategy),
                refusals,
                retries,
                totalTimeout,
                timer,
                workers,
                () -> closed,
                open::remove);
    }

    /**
     * Starts a call and returns at once.
     *
     * @param admission of the service's host
     * @return completes once: with any answer of the service, or with an exception of {@code api}. Already completed, if no proof
     *     could be had or the request can't be sent; otherwise it completes on a worker or on the thread that closes the pipeline.
     */
    public CompletableFuture<CallResult> start(ServiceRequest request, Admission admission) {
        return start(request, admission, shared.totalTimeout());
    }

    /** The same, for a call that has used up some of its time already. */
    public CompletableFuture<CallResult> start(ServiceRequest request, Admission admission, Duration timeLeft) {
        return run(new Call(shared, transport, request, admission, timeLeft));
    }

    /**
     * The request with its proof, which is not sent.
     *
     * @return completes once: with the request as it would go out now, or with an exception of {@code api}
     */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request) {
        return sign(request, shared.totalTimeout());
    }

    /** The same, for a call that has used up some of its time already. */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request, Duration timeLeft) {
        CompletableFuture<ServiceRequest> signed = new CompletableFuture<>();
        // a call like any other, with its deadline and its checks, but over a transport that keeps what it is given
        Transport keeping = proven -> {
            signed.complete(proven);
            return CompletableFuture.failedFuture(new CancellationException("signed, not sent"));
        };
        return run(new Call(shared, keeping, request, new Admission(1), timeLeft))
                .handle((response, failure) ->
                        signed.isDone() ? signed : CompletableFuture.<ServiceRequest>failedFuture(failure))
                .thenCompose(Function.identity());
    }

    private CompletableFuture<CallResult> run(Call call) {
        open.add(call);
        if (closed) {
            call.stop();
        } else {
            call.enter();
        }
        return call.result();
    }

    /** Ends the calls that wait or are under way; later ones fail at once. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Call::stop);
    }
}
