package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.call.Continuation;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * A call of a service whose address is looked up: found, called, and if nobody is there any more found again and called once more.
 * {@code totalTimeout} is for all of it.
 */
final class LookedUpCall {

    /** "The API does not exist" (API Gateway and ModelArts, error codes): a host or path that was given up. */
    private static final Set<String> GONE = Set.of("APIG.0101", "ModelArts.4204");

    private static final String MOVED =
            "The service has another address by now, to which the next call goes. This one's body can be"
                    + " read only once and was not sent again: stream caching makes it readable again";

    private final RequestDraft draft;
    private final ServiceReference service;
    private final Duration totalTimeout;
    private final Deadline deadline;
    private final Sender sender;
    private final ServiceDirectory directory;
    private final CompletableFuture<CallResult> result = new CompletableFuture<>();
    private final long begin = System.nanoTime();

    /** Takes a request, whose address is known by now, to the service. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<CallResult> send(ServiceRequest request, Duration timeLeft);
    }

    LookedUpCall(
            RequestDraft draft, Duration totalTimeout, Sender sender, ServiceDirectory directory, Deadline deadline) {
        if (draft.target().service() == null) {
            throw new IllegalArgumentException("nothing to look up");
        }
        this.draft = draft;
        this.service = draft.target().service();
        this.totalTimeout = totalTimeout;
        this.deadline = deadline;
        this.sender = sender;
        this.directory = directory;
    }

    CompletableFuture<CallResult> start() {
        follow(inTime(directory.address(service)), (found, failure) -> {
            if (found != null) {
                call(found);
            } else {
                end(null, unreached(Objects.requireNonNull(failure)));
            }
        });
        return result;
    }

    /** Who shares the lookup may have more time. */
    private CompletableFuture<ServiceAddress> inTime(CompletionStage<ServiceAddress> lookup) {
        return deadline.in(timeLeft(), lookup, this::late);
    }

    private ModelArtsTimeoutException late() {
        return new ModelArtsTimeoutException("There was no answer within totalTimeout=" + totalTimeout, false, 0, null);
    }

    /** In the words of who wanted to call the service, which knows nothing of it. */
    private Throwable unreached(Throwable failure) {
        if (failure instanceof ModelArtsIoException io) {
            return io.beforeCall("The address of the service with " + service + " could not be looked up");
        }
        return failure instanceof ModelArtsOperationFailedException refused
                ? refused.after(
                        0,
                        "So the address of the service with " + service + " could not be looked up. "
                                + (refused.getHint() == null ? "" : refused.getHint()))
                : failure;
    }

    private void call(ServiceAddress base) {
        follow(send(base), (response, failure) -> {
            if (isGone(response, failure) && !timeLeft().isZero()) {
                // whether or not this call can be repeated: the next one wants to know
                follow(
                        inTime(directory.gone(service, base)),
                        (next, unknown) -> again(base, next, unknown, response, failure));
            } else {
                end(response, failure);
            }
        });
    }

    private CompletableFuture<CallResult> send(ServiceAddress base) {
        try {
            return sender.send(draft.to(Target.below(base, draft.target().path())), timeLeft());
        } catch (RuntimeException e) {
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
        if (now == null || now.equals(before) || timeLeft().isZero()) {
            explain(response, failure, unknown);
            return;
        } else if (!draft.body().isRepeatable()) {
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

    private Duration timeLeft() {
        Duration left = totalTimeout.minusNanos(System.nanoTime() - begin);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ZERO : left;
    }

    private void end(@Nullable CallResult response, @Nullable Throwable failure) {
        if (response != null) {
            result.complete(response);
        } else {
            result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }
}
