package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Continuation;
import io.github.camelmodelarts.call.OpenCalls;

/**
 * A call of a service whose address is looked up: found, called, and if nobody is there any more found again and called once more.
 * {@code totalTimeout} is for all of it.
 */
final class LookedUpCall implements OpenCalls.OpenCall {

    /** "The API does not exist" (API Gateway and ModelArts, error codes): a host or path that was given up. */
    private static final Set<String> GONE = Set.of("APIG.0101", "ModelArts.4204");

    private static final String MOVED =
            "The service has another address by now, to which the next call goes. This one's body can be"
                    + " read only once and was not sent again: stream caching makes it readable again";

    private final AddressLookup lookup;
    private final Sender sender;
    private final OpenCalls open;
    private final OpenCalls.Origin origin;
    private final CompletableFuture<CallResult> result = new CompletableFuture<>();
    private volatile boolean calling;
    private volatile boolean stopped;

    /** Takes a request, whose address is known by now, to the service. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<CallResult> send(ServiceRequest request, Duration timeLeft);
    }

    LookedUpCall(AddressLookup lookup, Sender sender, OpenCalls open, OpenCalls.Origin origin) {
        this.lookup = lookup;
        this.sender = sender;
        this.open = open;
        this.origin = origin;
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
                // small, and what it says is in its exception
                response.response().memory().release();
            }
            if (!stopped && isGone(response, failure) && !lookup.timeLeft().isZero()) {
                // whether or not this call can be repeated: the next one wants to know
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
            if (stopped) {
                // the stop may have come before the call was among the open ones
                open.stop(origin::equals);
            }
            return sent;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Nobody was there, or nobody who knows the service. */
    private static boolean isGone(@Nullable CallResult response, @Nullable Throwable failure) {
        if (response != null && response.failure() != null) {
            String code = response.failure().getErrorCode();
            return response.failure().getStatusCode() == 404 && code != null && GONE.contains(code);
        }
        // what failed before it was sent, in a proof or a proxy or because of a certificate, says nothing of the
        // address
        return failure instanceof ModelArtsIoException io
                && io.getAttempts() > 0
                && io.isRetryable()
                && !io.mayHaveExecuted();
    }

    /** With the address that the directory has now, or with what it says instead. */
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
        return new CallResult(response.response(), attempts, failure == null ? null : failure.after(attempts, null));
    }

    /** That the service does not run says more than that nobody is there. */
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
                : new CallResult(response.response(), response.attempts(), failure.after(response.attempts(), hint));
    }

    /** Anything that is thrown ends the call. */
    private <T> void follow(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        Continuation.follow(stage, next, thrown -> end(null, thrown));
    }

    private static int attempts(@Nullable Throwable failure) {
        return failure instanceof ModelArtsIoException io ? io.getAttempts() : 0;
    }

    @Override
    public OpenCalls.Origin origin() {
        return origin;
    }

    /** Once the service is called, that call is stopped, and knows better what it has done. */
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
                response.response().memory().release();
            }
        } else {
            result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }
}
