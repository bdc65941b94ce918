package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/** One call on its way: admitted, authenticated, sent, judged, perhaps once more. Whatever happens first ends it; the rest is ignored. */
final class Call {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private static final String UNPROVEN =
            "; it was not sent, because there was no proof of who is calling yet: a token that is"
                    + " fetched, a bean's answer, or the first calls with this key, which are still under way";

    private final Shared shared;
    private final Transport transport;
    private final ServiceRequest request;
    private final Admission admission;
    private final Duration timeLeft;
    private final Attempts attempts;
    private final CompletableFuture<CallResult> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Admission.@Nullable Ticket ticket;
    private volatile @Nullable ScheduledFuture<?> deadline;
    private volatile @Nullable Future<?> underWay;
    private volatile @Nullable Future<?> nextAttempt;

    /**
     * What the calls of a pipeline share.
     *
     * @param closed whether the pipeline was closed
     * @param ended told of each call when it ends
     */
    record Shared(
            CheckedStrategy strategy,
            RefusalReader refusals,
            Retries retries,
            Duration totalTimeout,
            ScheduledExecutorService timer,
            Executor workers,
            BooleanSupplier closed,
            Consumer<Call> ended) {}

    Call(Shared shared, Transport transport, ServiceRequest request, Admission admission, Duration timeLeft) {
        this.shared = shared;
        this.transport = transport;
        this.request = request;
        this.admission = admission;
        this.timeLeft = timeLeft;
        this.attempts = new Attempts(shared.retries(), admission.retries(), request.body());
    }

    CompletableFuture<CallResult> result() {
        return result;
    }

    void enter() {
        Admission.Ticket mine = admission.enter(this::admitted, shared.workers());
        ticket = mine;
        if (ended.get()) {
            // ended before the ticket was at hand: nobody else gives it back
            mine.leave();
        }
    }

    private void admitted() {
        try {
            if (shared.closed().getAsBoolean()) {
                // let in because another call of the same route was just ended
                stop();
            } else if (!ended.get()) {
                deadline = shared.timer().schedule(this::timedOut, timeLeft.toMillis(), TimeUnit.MILLISECONDS);
                authenticate();
            }
        } catch (Throwable e) {
            // whatever it is, the permit must not stay away, nor the answer out
            fail(e);
        }
    }

    private void authenticate() {
        follow(shared.strategy().authenticate(request), this::send, this::fail);
    }

    private void send(Authenticated authenticated) {
        if (ended.get()) {
            authenticated.verdict().settled(null);
            return;
        }
        attempts.begin();
        CompletableFuture<ServiceResponse> sent;
        try {
            sent = transport.send(authenticated.request());
        } catch (Throwable e) {
            sent = CompletableFuture.failedFuture(e);
        }
        // before anybody follows it: what comes of it may be the next attempt
        underWay = sent;
        if (ended.get()) {
            sent.cancel(true);
        }
        follow(sent, response -> judge(authenticated, response), failure -> broken(authenticated, failure));
    }

    private void judge(Authenticated authenticated, ServiceResponse response) {
        boolean mayRepair = response.status() == 401 && !ended.get() && attempts.mayRepair();
        CompletionStage<Boolean> repair =
                mayRepair ? authenticated.verdict().refused(response) : CompletableFuture.completedFuture(false);
        authenticated.verdict().settled(response);
        if (response.isSuccess()) {
            attempts.succeeded();
            succeed(new CallResult(response, attempts.sent(), null));
            return;
        }
        follow(
                repair,
                again -> {
                    if (again) {
                        authenticate();
                    } else {
                        refuse(authenticated, response);
                    }
                },
                this::fail);
    }

    private void refuse(Authenticated authenticated, ServiceResponse response) {
        int sent = attempts.sent();
        ModelArtsOperationFailedException refused = shared.refusals().read(request, authenticated, response, sent);
        if (!waitsToTryAgain(refused)) {
            succeed(new CallResult(response, sent, attempts.last(refused)));
        }
    }

    private void broken(Authenticated authenticated, Throwable failure) {
        authenticated.verdict().settled(null);
        if (!(failure instanceof ModelArtsIoException io)) {
            fail(failure);
            return;
        }
        // a transport knows of one attempt only
        ModelArtsIoException counted = io.getAttempts() == attempts.sent() ? io : io.afterAttempts(attempts.sent());
        if (!waitsToTryAgain(counted)) {
            fail(attempts.last(counted));
        }
    }

    private <F extends Exception & ModelArtsFailure> boolean waitsToTryAgain(F failure) {
        ScheduledFuture<?> end = deadline;
        Duration pause = ended.get() || end == null
                ? null
                : attempts.next(failure, Duration.ofNanos(end.getDelay(TimeUnit.NANOSECONDS)));
        if (pause == null) {
            return false;
        }
        LOG.debug("{} is sent again in {}: {}", request, pause, failure.toString());
        nextAttempt = shared.timer()
                .schedule(() -> shared.workers().execute(this::again), pause.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    private void again() {
        if (!ended.get()) {
            authenticate();
        }
    }

    /** Goes on when the stage does, on whatever thread; an exception from anybody's code is a failed call. */
    private <T> void follow(CompletionStage<T> stage, Consumer<T> next, Consumer<Throwable> failed) {
        Continuation.follow(
                stage,
                (value, failure) -> {
                    if (failure == null) {
                        next.accept(value);
                    } else {
                        failed.accept(failure);
                    }
                },
                this::fail);
    }

    /** On the timer's thread, which goes on at once: only what follows the call's end may take its time. */
    private void timedOut() {
        int sent = attempts.sent();
        if (end()) {
            ModelArtsTimeoutException timeout = new ModelArtsTimeoutException(
                    "No complete answer of " + request + " within totalTimeout=" + shared.totalTimeout()
                            + (sent == 0 ? UNPROVEN : ""),
                    sent > 0,
                    sent,
                    attempts.lastFailure());
            shared.workers().execute(() -> result.completeExceptionally(timeout));
        }
    }

    /** Ends the call because its route does. */
    void stop() {
        int sent = attempts.sent();
        fail(new ModelArtsConnectionException(
                "The route or session was stopped before an answer came", null, sent > 0, true, sent, null));
    }

    private void succeed(CallResult outcome) {
        if (end()) {
            result.complete(outcome);
        }
    }

    private void fail(Throwable failure) {
        if (end()) {
            result.completeExceptionally(failure);
        }
    }

    /** True for whoever ends the call, who then tells the result. */
    private boolean end() {
        boolean mine = ended.compareAndSet(false, true);
        if (mine) {
            release();
        }
        return mine;
    }

    /** Before the result is told: what follows may take its time, and the next call need not wait for it. */
    private void release() {
        shared.ended().accept(this);
        cancel(deadline);
        cancel(nextAttempt);
        cancel(underWay);
        Admission.Ticket mine = ticket;
        if (mine != null) {
            mine.leave();
        }
    }

    private static void cancel(@Nullable Future<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }
}
