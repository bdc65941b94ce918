package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

/** Waits until a service has reached a state, by requesting its state at an interval. No thread waits meanwhile. Thread-safe. */
public final class ServiceWatch {

    private final ManagementApi api;
    private final Duration interval;
    private final Duration timeout;
    private final ScheduledExecutorService progress;

    /**
     * Creates a watch.
     *
     * @param interval the time from a response to the next request
     * @param timeout the longest time to wait
     * @param progress runs later requests and time limits
     */
    public ServiceWatch(ManagementApi api, Duration interval, Duration timeout, ScheduledExecutorService progress) {
        this.api = api;
        this.interval = interval;
        this.timeout = timeout;
        this.progress = progress;
    }

    /**
     * Waits until a service runs.
     *
     * @return completes with the details of the service once it runs; fails with a {@link
     *     io.github.camelmodelarts.api.ModelArtsServiceStateException} if the service failed or is not being started, or with a {@link
     *     ModelArtsTimeoutException} if it does not run in time. A caller that completes or cancels the future ends the wait
     */
    public CompletableFuture<ManagementResponse> running(ServiceReference service) {
        return begun(new Wait(service, ServiceState::isServing, ServiceState::isAtRest));
    }

    /**
     * Waits until a batch service has finished.
     *
     * @param restarted whether it was started just before, and the API may still report the end of the earlier run once
     * @return like {@link #running}, for a service that has finished
     */
    public CompletableFuture<ManagementResponse> finished(ServiceReference service, boolean restarted) {
        return begun(new Wait(
                service,
                ServiceState::isFinished,
                state -> state.isAtRest() || (restarted && (state.isFinished() || state.isOver()))));
    }

    private static CompletableFuture<ManagementResponse> begun(Wait wait) {
        wait.begin();
        wait.result.whenComplete((response, failure) -> wait.ended());
        return wait.result;
    }

    /** The wait of one caller for one service. */
    private final class Wait {

        private final ServiceReference wanted;
        private final Predicate<ServiceState> goal;
        private final Predicate<ServiceState> mayBeOld;
        private final CompletableFuture<ManagementResponse> result = new CompletableFuture<>();
        private volatile @Nullable ServiceReference found;
        private volatile @Nullable ServiceState seen;
        private volatile @Nullable Throwable unseen;
        private volatile @Nullable Future<?> deadline;
        private volatile @Nullable Future<?> question;
        private volatile boolean wasOld;

        /**
         * A wait.
         *
         * @param goal the states that end it with success
         * @param mayBeOld the states that the API may still report once right after a start
         */
        Wait(ServiceReference wanted, Predicate<ServiceState> goal, Predicate<ServiceState> mayBeOld) {
            this.wanted = wanted;
            this.goal = goal;
            this.mayBeOld = mayBeOld;
        }

        void begin() {
            try {
                deadline = later(timeout, () -> result.completeExceptionally(late()));
                ask();
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        void ended() {
            cancel(deadline);
            cancel(question);
        }

        private void ask() {
            if (!result.isDone()) {
                service()
                        .thenCompose(service -> api.call(
                                ManagementOperation.of(ModelArtsOperation.describeService), service, Json.object()))
                        .whenComplete((response, failure) -> {
                            try {
                                judge(response, failure);
                            } catch (Throwable e) {
                                result.completeExceptionally(Failures.unwrapped(e));
                            }
                        });
            }
        }

        /** Looks the id up once: another service may get the name meanwhile. */
        private CompletionStage<ServiceReference> service() {
            ServiceReference known = found;
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : api.id(wanted).thenApply(id -> {
                        ServiceReference service = ServiceReference.id(id);
                        found = service;
                        return service;
                    });
        }

        private void judge(@Nullable ManagementResponse response, @Nullable Throwable failure) {
            if (response == null) {
                Throwable cause =
                        failure == null ? new IllegalStateException("no response") : Failures.unwrapped(failure);
                unseen = cause;
                if (cause instanceof ModelArtsFailure known && known.isRetryable()) {
                    Duration wish = known.getRetryAfter();
                    askAfter(wish == null || wish.compareTo(interval) < 0 ? interval : wish);
                } else {
                    result.completeExceptionally(cause);
                }
                return;
            }
            ServiceState state = ServiceState.of(response.content(), api.generation());
            seen = state;
            unseen = null;
            boolean isOld = mayBeOld.test(state) && !wasOld;
            wasOld = mayBeOld.test(state);
            if (isOld) {
                askAfter(interval);
            } else if (goal.test(state)) {
                result.complete(response);
            } else if (state.isOver() || state.isAtRest()) {
                result.completeExceptionally(state.notServing());
            } else {
                askAfter(interval);
            }
        }

        private void askAgain() {
            try {
                ask();
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        private void askAfter(Duration pause) {
            Future<?> next = later(pause, this::askAgain);
            question = next;
            if (result.isDone()) {
                next.cancel(false);
            }
        }

        private Future<?> later(Duration pause, Runnable task) {
            return progress.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void cancel(@Nullable Future<?> task) {
            if (task != null) {
                task.cancel(false);
            }
        }

        private ModelArtsTimeoutException late() {
            ServiceState state = seen;
            Throwable failure = unseen;
            String what = state == null
                    ? "The state of the service with " + wanted + " was not received within awaitTimeout=" + timeout
                    : "The service " + state.name() + " (" + state.id() + ") is still " + state.status()
                            + (state.progress() == null ? "" : " (" + state.progress() + " %)")
                            + " after awaitTimeout=" + timeout;
            return new ModelArtsTimeoutException(
                    failure == null
                            ? what
                            : what + "; the last request to the management API failed: " + failure.getMessage(),
                    false,
                    0,
                    failure);
        }
    }
}
