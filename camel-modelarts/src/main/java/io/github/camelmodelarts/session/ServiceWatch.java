package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

/**
 * Waits until a service runs, by asking for its state now and then; no thread waits meanwhile. Thread-safe. Its owner closes it when it stops;
 * who waits then is told so.
 */
public final class ServiceWatch implements AutoCloseable {

    private final ManagementApi api;
    private final Duration interval;
    private final Duration timeout;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final InstantSource clock;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();

    /**
     * A watch.
     *
     * @param interval from an answer to the next question
     * @param timeout how long a service may take
     * @param workers where questions are asked, because that may block
     */
    public ServiceWatch(
            ManagementApi api,
            Duration interval,
            Duration timeout,
            ScheduledExecutorService timer,
            Executor workers,
            InstantSource clock) {
        this.api = api;
        this.interval = interval;
        this.timeout = timeout;
        this.timer = timer;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Waits for a service.
     *
     * @return completes with all about the service once it runs; fails with a {@link
     *     io.github.camelmodelarts.api.ModelArtsServiceStateException} if it failed or nobody starts it, with a {@link
     *     ModelArtsTimeoutException} if it takes too long
     */
    public CompletionStage<ManagementAnswer> running(ServiceReference service) {
        Wait wait = new Wait(clock.instant().plus(timeout));
        waiting.add(wait);
        // the id is looked up once: a name may be given to another service meanwhile
        api.id(service).whenComplete((id, failure) -> {
            if (failure == null) {
                wait.ask(ServiceReference.id(id));
            } else {
                wait.result.completeExceptionally(Failures.unwrapped(failure));
            }
        });
        return wait.result.whenComplete((answer, failure) -> waiting.remove(wait));
    }

    /** Ends all waiting. */
    @Override
    public void close() {
        waiting.forEach(wait -> wait.result.completeExceptionally(new ModelArtsConnectionException(
                "The route was stopped before the service ran", null, false, true, 0, null)));
    }

    /** Somebody who waits for a service. */
    private final class Wait {

        private final Instant end;
        private final CompletableFuture<ManagementAnswer> result = new CompletableFuture<>();
        private boolean wasAtRest;

        Wait(Instant end) {
            this.end = end;
        }

        void ask(ServiceReference service) {
            if (!result.isDone()) {
                api.call(ManagementCall.DESCRIBE_SERVICE, service, Json.object())
                        .whenComplete((answer, failure) -> {
                            try {
                                judge(service, answer, failure);
                            } catch (RuntimeException e) {
                                result.completeExceptionally(e);
                            }
                        });
            }
        }

        private void judge(ServiceReference service, @Nullable ManagementAnswer answer, @Nullable Throwable failure) {
            if (answer == null) {
                Throwable cause =
                        failure == null ? new IllegalStateException("no answer") : Failures.unwrapped(failure);
                boolean mayPass = cause instanceof ModelArtsFailure known && known.isRetryable();
                if (mayPass && clock.instant().isBefore(end)) {
                    askLater(service);
                } else {
                    result.completeExceptionally(cause);
                }
                return;
            }
            ServiceState state = ServiceState.of(answer.content(), api.generation());
            if (state.isServing()) {
                result.complete(answer);
            } else if (state.isOver() || (state.isAtRest() && wasAtRest)) {
                result.completeExceptionally(state.notServing());
            } else if (clock.instant().isBefore(end)) {
                // who has just started it may see it at rest once more
                wasAtRest = state.isAtRest();
                askLater(service);
            } else {
                result.completeExceptionally(late(state, answer.content()));
            }
        }

        private void askLater(ServiceReference service) {
            try {
                timer.schedule(() -> workers.execute(() -> ask(service)), interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                result.completeExceptionally(e);
            }
        }

        private ModelArtsTimeoutException late(ServiceState state, JsonNode detail) {
            String progress = detail.path("progress").asText("");
            return new ModelArtsTimeoutException(
                    "The service " + state.name() + " (" + state.id() + ") is " + state.status()
                            + (progress.isEmpty() ? "" : " (" + progress + " %)")
                            + " and does not run after awaitTimeout="
                            + timeout,
                    false,
                    0,
                    null);
        }
    }
}
