package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Reply;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/**
 * Takes requests through admit, authenticate, send and judge, if need be once more, without a thread waiting anywhere. Thread-safe.
 */
public final class CallPipeline {

    private final Transport transport;
    private final Call.Shared shared;

    /**
     * A pipeline.
     *
     * @param totalTimeout how long a call may take from its admission to its answer, everything included
     * @param open where its calls can be ended
     * @param listener hears of the steps of calls
     */
    public CallPipeline(
            AuthStrategy strategy,
            Transport transport,
            RefusalReader refusals,
            Retries retries,
            Duration totalTimeout,
            Threads threads,
            OpenCalls open,
            CallListener listener) {
        this.transport = transport;
        this.shared = new Call.Shared(
                new CheckedStrategy(strategy),
                refusals,
                retries,
                totalTimeout,
                threads,
                open,
                CheckedListener.of(listener));
    }

    /**
     * Starts a call and returns at once.
     *
     * @param admission of the service's host
     * @param origin for whom it is
     * @return completes once: with any answer of the service, or with an exception of {@code api}. Already completed, if no proof could
     *     be had or the request can't be sent; otherwise it completes where the call ends, on a thread that must not be blocked. Cancelling it ends the call
     */
    public CompletableFuture<CallResult> start(ServiceRequest request, Admission admission, OpenCalls.Origin origin) {
        return start(request, admission, origin, shared.totalTimeout());
    }

    /** The same, for a call that has used up some of its time already. */
    public CompletableFuture<CallResult> start(
            ServiceRequest request, Admission admission, OpenCalls.Origin origin, Duration timeLeft) {
        return new Call(shared, transport, request, admission, origin, timeLeft).start();
    }

    /**
     * The request with its proof, which is not sent.
     *
     * @return completes once: with the request as it would go out now, or with an exception of {@code api}
     */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request, OpenCalls.Origin origin, Duration timeLeft) {
        Keeping keeping = new Keeping(new CompletableFuture<>());
        // a call like any other, with its deadline and its checks, but over a transport that keeps what it is given
        return new Call(shared.unheard(), keeping, request, new Admission(1, System::nanoTime), origin, timeLeft)
                .start()
                .handle((response, failure) -> keeping.signed.isDone()
                        ? keeping.signed
                        : CompletableFuture.<ServiceRequest>failedFuture(failure))
                .thenCompose(Function.identity());
    }

    private record Keeping(CompletableFuture<ServiceRequest> signed) implements Transport {

        @Override
        public Reply exchange(ServiceRequest request) {
            throw new UnsupportedOperationException("nothing is sent");
        }

        @Override
        public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
            signed.complete(request);
            return CompletableFuture.failedFuture(new CancellationException("signed, not sent"));
        }
    }
}
