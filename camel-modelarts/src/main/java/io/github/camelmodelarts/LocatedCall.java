package io.github.camelmodelarts;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.Answer;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * A call of a service whose address is looked up: found, called, and if nobody is there any more found again and called once more.
 * {@code totalTimeout} is for all of it.
 */
final class LocatedCall {

    /** "The API does not exist" (API Gateway and ModelArts, error codes): a host or path that was given up. */
    private static final Set<String> GONE = Set.of("APIG.0101", "ModelArts.4204");

    private static final String MOVED =
            "The service has another address by now, to which the next call goes. This one's body can be"
                    + " read only once and was not sent again: stream caching makes it readable again";

    private final RequestMapper.Draft draft;
    private final ServiceReference service;
    private final Settings settings;
    private final Deadline deadline;
    private final Sender sender;
    private final ServiceDirectory directory;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final long begin = System.nanoTime();

    /** Takes a request, whose address is known by now, to the service. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<Answer> send(ServiceRequest request, Duration timeLeft);
    }

    LocatedCall(
            RequestMapper.Draft draft,
            Settings settings,
            Sender sender,
            ServiceDirectory directory,
            Deadline deadline) {
        if (draft.target().service() == null) {
            throw new IllegalArgumentException("nothing to look up");
        }
        this.draft = draft;
        this.service = draft.target().service();
        this.settings = settings;
        this.deadline = deadline;
        this.sender = sender;
        this.directory = directory;
    }

    CompletableFuture<Answer> start() {
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
        return new ModelArtsTimeoutException(
                "There was no answer within totalTimeout=" + settings.totalTimeout(), false, 0, null);
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
        follow(send(base), (answer, failure) -> {
            if (isGone(answer, failure) && !timeLeft().isZero()) {
                // whether or not this call can be repeated: the next one wants to know
                follow(
                        inTime(directory.gone(service, base)),
                        (next, unknown) -> again(base, next, unknown, answer, failure));
            } else {
                end(answer, failure);
            }
        });
    }

    private CompletableFuture<Answer> send(ServiceAddress base) {
        try {
            return sender.send(draft.to(Target.below(base, draft.target().path())), timeLeft());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Nobody was there, or nobody who knows the service. */
    private static boolean isGone(@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null && answer.failure() != null) {
            String code = answer.failure().getErrorCode();
            return answer.failure().getStatusCode() == 404 && code != null && GONE.contains(code);
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
            @Nullable Answer answer,
            @Nullable Throwable failure) {
        if (now == null || now.equals(before) || timeLeft().isZero()) {
            explain(answer, failure, unknown);
            return;
        } else if (!draft.body().isRepeatable()) {
            end(answer == null ? null : hinted(answer, MOVED), failure);
            return;
        }
        int sent = answer == null ? attempts(failure) : answer.attempts();
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

    private static Answer counted(Answer answer, int sentBefore) {
        int attempts = answer.attempts() + sentBefore;
        ModelArtsOperationFailedException failure = answer.failure();
        return new Answer(answer.response(), attempts, failure == null ? null : failure.after(attempts, null));
    }

    /** That the service does not run says more than that nobody is there. */
    private void explain(@Nullable Answer answer, @Nullable Throwable failure, @Nullable Throwable unknown) {
        if (!(unknown instanceof ModelArtsServiceStateException state)) {
            if (failure != null && unknown != null) {
                failure.addSuppressed(unknown);
            }
            end(
                    answer == null || unknown == null ? answer : hinted(answer, String.valueOf(unknown.getMessage())),
                    failure);
        } else if (answer == null) {
            end(null, state);
        } else {
            end(hinted(answer, String.valueOf(state.getMessage())), null);
        }
    }

    private static Answer hinted(Answer answer, String hint) {
        ModelArtsOperationFailedException failure = answer.failure();
        return failure == null
                ? answer
                : new Answer(answer.response(), answer.attempts(), failure.after(answer.attempts(), hint));
    }

    /** Goes on when the stage does; whatever goes wrong ends the call. */
    private <T> void follow(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        stage.whenComplete((value, failure) -> {
            try {
                next.accept(value, failure == null ? null : Failures.unwrapped(failure));
            } catch (Throwable e) {
                end(null, e);
            }
        });
    }

    private static int attempts(@Nullable Throwable failure) {
        return failure instanceof ModelArtsIoException io ? io.getAttempts() : 0;
    }

    private Duration timeLeft() {
        Duration left = settings.totalTimeout().minusNanos(System.nanoTime() - begin);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ZERO : left;
    }

    private void end(@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null) {
            result.complete(answer);
        } else {
            result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }
}
