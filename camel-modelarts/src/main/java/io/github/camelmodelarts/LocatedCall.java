package io.github.camelmodelarts;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.call.Answer;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * A call of a service whose address is looked up: found, called, and if nobody is there any more found again and called once more.
 * {@code totalTimeout} is for all of it.
 */
final class LocatedCall {

    /** "The API does not exist" (API Gateway and ModelArts, error codes): a host or path that was given up. */
    private static final Set<String> GONE = Set.of("APIG.0101", "ModelArts.4204");

    private final RequestMapper.Draft draft;
    private final ServiceReference service;
    private final Settings settings;
    private final CallResources resources;
    private final Workers workers;
    private final CallPipeline pipeline;
    private final ServiceDirectory directory;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final long begin = System.nanoTime();

    LocatedCall(
            RequestMapper.Draft draft,
            Settings settings,
            CallResources resources,
            Workers workers,
            CallPipeline pipeline,
            ServiceDirectory directory) {
        if (draft.target().service() == null) {
            throw new IllegalArgumentException("nothing to look up");
        }
        this.draft = draft;
        this.service = draft.target().service();
        this.settings = settings;
        this.resources = resources;
        this.workers = workers;
        this.pipeline = pipeline;
        this.directory = directory;
    }

    CompletableFuture<Answer> start() {
        CompletableFuture<ServiceAddress> address = directory.address(service).toCompletableFuture();
        if (address.isDone()) {
            follow(address, found -> call(found, settings.totalTimeout()));
        } else {
            Future<?> deadline = resources
                    .timer()
                    .schedule(this::timedOut, settings.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
            follow(address, found -> {
                if (deadline.cancel(false)) {
                    call(found, timeLeft());
                }
            });
        }
        return result;
    }

    private void timedOut() {
        ModelArtsTimeoutException timeout = new ModelArtsTimeoutException(
                "The address of the service with " + service + " was not found within totalTimeout="
                        + settings.totalTimeout(),
                false,
                0,
                null);
        workers.execute(() -> result.completeExceptionally(timeout));
    }

    private void call(ServiceAddress base, Duration timeLeft) {
        send(base, timeLeft).whenComplete((answer, failure) -> {
            Throwable cause = failure == null ? null : Failures.unwrapped(failure);
            if (isGone(answer, cause) && draft.body().isRepeatable()) {
                directory
                        .gone(service, base)
                        .whenComplete((next, unknown) -> again(base, next, unknown, answer, cause));
            } else {
                end(answer, cause);
            }
        });
    }

    private CompletableFuture<Answer> send(ServiceAddress base, Duration timeLeft) {
        try {
            var request = draft.to(base.resolve(draft.target().path()));
            return pipeline.start(request, resources.admission(settings.client(), request.host()), timeLeft);
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
        return failure instanceof ModelArtsConnectionException connection && !connection.mayHaveExecuted();
    }

    /** With the address that the directory has now, or with what it says instead. */
    private void again(
            ServiceAddress before,
            @Nullable ServiceAddress now,
            @Nullable Throwable unknown,
            @Nullable Answer answer,
            @Nullable Throwable failure) {
        if (now == null || now.equals(before) || timeLeft().isZero()) {
            end(explained(answer, unknown), failure);
            return;
        }
        int sent = answer == null ? attempts(failure) : answer.attempts();
        send(now, timeLeft()).whenComplete((second, failed) -> {
            if (second != null) {
                end(counted(second, sent), null);
            } else {
                Throwable cause = Failures.unwrapped(failed);
                end(null, cause instanceof ModelArtsIoException io ? io.afterAttempts(sent + io.getAttempts()) : cause);
            }
        });
    }

    private static Answer counted(Answer answer, int sentBefore) {
        int attempts = answer.attempts() + sentBefore;
        ModelArtsOperationFailedException failure = answer.failure();
        return new Answer(answer.response(), attempts, failure == null ? null : failure.after(attempts, null));
    }

    /** That the service does not run says more than that nobody is there. */
    private static @Nullable Answer explained(@Nullable Answer answer, @Nullable Throwable unknown) {
        if (answer == null
                || answer.failure() == null
                || !(unknown != null && Failures.unwrapped(unknown) instanceof ModelArtsServiceStateException state)) {
            return answer;
        }
        return new Answer(
                answer.response(), answer.attempts(), answer.failure().after(answer.attempts(), state.getMessage()));
    }

    private static int attempts(@Nullable Throwable failure) {
        return failure instanceof ModelArtsIoException io ? io.getAttempts() : 0;
    }

    private Duration timeLeft() {
        Duration left = settings.totalTimeout().minusNanos(System.nanoTime() - begin);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ZERO : left;
    }

    private <T> void follow(CompletableFuture<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                next.accept(value);
            } else {
                end(null, Failures.unwrapped(failure));
            }
        });
    }

    private void end(@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null) {
            result.complete(answer);
        } else {
            result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }
}
