package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Continuation;
import io.github.camelmodelarts.call.OpenCalls;

/**
 * A call of a service whose address is looked up first. If the service is no longer at the address, the address is looked up again and the call
 * is retried once. {@code totalTimeout} limits all of it.
 */
final class LookedUpCall implements OpenCalls.OpenCall {

    /** "The API does not exist" (API Gateway and ModelArts, error codes): the host or path is no longer used. */
    private static final Set<String> GONE = Set.of("APIG.0101", "ModelArts.4204");

    private static final String MOVED =
            "The service has a new address, which the next call uses. This call was not retried, because its body can be"
                    + " read only once: enable stream caching, which makes it readable again";

    private final AddressLookup lookup;
    private final Sender sender;
    private final OpenCalls open;
    private final OpenCalls.Origin origin;
    private final CallListener listener;
    private final CompletableFuture<CallResult> result = new CompletableFuture<>();
    private final long start = System.nanoTime();
    /** Whether the listener knows how the call goes: from a call of the service, or from its end. */
    private final AtomicBoolean told = new AtomicBoolean();

    private volatile boolean calling;
    private volatile boolean stopped;

    /** Sends a request with a known address to the service. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<CallResult> send(ServiceRequest request, Duration timeLeft);
    }

    /** @param listener the listener of all calls */
    LookedUpCall(AddressLookup lookup, Sender sender, OpenCalls open, OpenCalls.Origin origin, CallListener listener) {
        this.lookup = lookup;
        this.sender = sender;
        this.open = open;
        this.origin = origin;
        this.listener = listener;
    }

    CompletableFuture<CallResult> start() {
        open.add(this);
        try {
            follow(lookup.find(), (found, failure) -> {
                if (found == null) {
                    end(null, failure);
                } else {
                    call(found);
                }
            });
        } catch (Throwable e) {
            end(null, e);
        }
        return result;
    }

    private void call(ServiceAddress base) {
        follow(send(base), (response, failure) -> {
            calling = false;
            if (response != null && response.failure() != null) {
                // the response is small, and the exception has its content
                response.response().memory().release();
            }
            if (!stopped && isGone(response, failure) && !lookup.timeLeft().isZero()) {
                // also if this call can't be retried, because the next call needs the address
                follow(lookup.findAgain(base), (next, unknown) -> again(base, next, unknown, response, failure));
            } else {
                end(response, failure);
            }
        });
    }

    private CompletableFuture<CallResult> send(ServiceAddress base) {
        calling = true;
        if (stopped) {
            return CompletableFuture.failedFuture(OpenCalls.stopped(false, 0));
        }
        try {
            CompletableFuture<CallResult> sent = sender.send(lookup.request(base), lookup.timeLeft());
            told.set(true);
            if (stopped) {
                // the stop possibly came before the call was added to the open calls
                open.stop(origin::equals);
            }
            return sent;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the service is no longer at the address: the host is not reachable, or does not know the service. */
    private static boolean isGone(@Nullable CallResult response, @Nullable Throwable failure) {
        if (response != null && response.failure() != null) {
            String code = response.failure().getErrorCode();
            return response.failure().getStatusCode() == 404 && code != null && GONE.contains(code);
        }
        // a failure of authentication, of a proxy or of a certificate, before the request was sent, says nothing about
        // the address
        return failure instanceof ModelArtsIoException io
                && io.getAttempts() > 0
                && io.isRetryable()
                && !io.mayHaveExecuted();
    }

    /** Retries the call at the new address, or ends it with the reason why there is none. */
    private void again(
            ServiceAddress before,
            @Nullable ServiceAddress now,
            @Nullable Throwable unknown,
            @Nullable CallResult response,
            @Nullable Throwable failure) {
        if (now == null || now.equals(before) || stopped || lookup.timeLeft().isZero()) {
            explain(response, failure, unknown);
            return;
        } else if (!lookup.draft().body().isRepeatable()) {
            end(response == null ? null : hinted(response, MOVED), failure);
            return;
        }
        listener.repaired("address");
        int sent = response == null ? attempts(failure) : response.attempts();
        follow(send(now), (second, failed) -> {
            if (second != null) {
                end(counted(second, sent), null);
            } else {
                end(
                        null,
                        failed instanceof ModelArtsIoException io ? io.afterAttempts(sent + io.getAttempts()) : failed);
            }
        });
    }

    private static CallResult counted(CallResult response, int sentBefore) {
        int attempts = response.attempts() + sentBefore;
        ModelArtsOperationFailedException failure = response.failure();
        return new CallResult(
                response.response(),
                attempts,
                failure == null ? null : failure.after(attempts, null),
                response.redaction(),
                response.listener());
    }

    /** Ends the call without a retry. If the service is not running, that is reported instead of the failure of the call. */
    private void explain(@Nullable CallResult response, @Nullable Throwable failure, @Nullable Throwable unknown) {
        if (!(unknown instanceof ModelArtsServiceStateException state)) {
            if (failure != null && unknown != null) {
                failure.addSuppressed(unknown);
            }
            end(
                    response == null || unknown == null
                            ? response
                            : hinted(response, String.valueOf(unknown.getMessage())),
                    failure);
        } else if (response == null) {
            end(null, state);
        } else {
            end(hinted(response, String.valueOf(state.getMessage())), null);
        }
    }

    private static CallResult hinted(CallResult response, String hint) {
        ModelArtsOperationFailedException failure = response.failure();
        return failure == null
                ? response
                : new CallResult(
                        response.response(),
                        response.attempts(),
                        failure.after(response.attempts(), hint),
                        response.redaction(),
                        response.listener());
    }

    /** Runs the next step. Any exception ends the call. */
    private <T> void follow(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        Continuation.follow(
                stage,
                (value, failure) -> {
                    try {
                        next.accept(value, failure);
                    } catch (Throwable e) {
                        if (value instanceof CallResult unused) {
                            unused.response().discard();
                        }
                        throw e;
                    }
                },
                thrown -> end(null, thrown));
    }

    private static int attempts(@Nullable Throwable failure) {
        return failure instanceof ModelArtsIoException io ? io.getAttempts() : 0;
    }

    @Override
    public OpenCalls.Origin origin() {
        return origin;
    }

    /** Stops the call. While the service is called, the inner call is stopped instead, because it knows what was sent. */
    @Override
    public void stop() {
        stopped = true;
        if (!calling) {
            end(null, OpenCalls.stopped(false, 0));
        }
    }

    private void end(@Nullable CallResult response, @Nullable Throwable failure) {
        open.remove(this);
        if (response != null) {
            if (!result.complete(response)) {
                response.response().discard();
            }
        } else {
            Throwable reason = failure == null ? new IllegalStateException("no response") : failure;
            if (told.compareAndSet(false, true)) {
                listener.notAddressed(origin.purpose(), Duration.ofNanos(System.nanoTime() - start), reason);
            }
            result.completeExceptionally(reason);
        }
    }
}
