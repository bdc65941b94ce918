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
 * Starts calls: each is admitted, authenticated, sent and judged, and retried if necessary. No thread waits. Thread-safe.
 */
public final class CallPipeline {

    private final Transport transport;
    private final Call.Shared shared;

    /**
     * Creates a pipeline.
     *
     * @param totalTimeout the limit from admission to the complete response, with all attempts and pauses
     * @param open the set of the calls in flight; it can end them
     * @param listener is notified of the steps of calls
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
                CallListeners.of(listener));
    }

    /**
     * Starts a call and returns at once.
     *
     * @param admission the admission of the service's host
     * @param origin the producer or session and the route that the call is for
     * @return completes once: with any response of the service, or with an exception of {@code api}. It is completed
     *     already if no credentials could be obtained or the request can't be sent. Otherwise it completes on the
     *     thread where the call ends, which must not be blocked. Cancelling it ends the call
     */
    public CompletableFuture<CallResult> start(ServiceRequest request, Admission admission, OpenCalls.Origin origin) {
        return start(request, admission, origin, shared.totalTimeout());
    }

    /** The same for a call that has used a part of its time already. */
    public CompletableFuture<CallResult> start(
            ServiceRequest request, Admission admission, OpenCalls.Origin origin, Duration timeLeft) {
        return new Call(shared, transport, request, admission, origin, timeLeft).start();
    }

    /**
     * Authenticates a request and does not send it.
     *
     * @return completes once: with the request as it would be sent now, or with an exception of {@code api}
     */
    public CompletableFuture<ServiceRequest> sign(ServiceRequest request, OpenCalls.Origin origin, Duration timeLeft) {
        Keeping keeping = new Keeping(new CompletableFuture<>());
        // a normal call with its time limit and checks, but over a transport that keeps the request instead of sending
        // it
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
