package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.api.Verdict;

/**
 * Runs one call: admits, authenticates, sends and judges it. The steps run one after the other on different threads.
 * If several events end the call, only the first one counts.
 */
final class Call implements OpenCalls.OpenCall {

    private static final CompletionStage<Boolean> NO_REPAIR = CompletableFuture.completedFuture(false);

    private final Shared shared;
    private final Transport transport;
    private final Admission admission;
    private final OpenCalls.Origin origin;
    private final Duration timeLeft;
    private final Attempts attempts;
    private final CallListener listener;
    private final Result result = new Result();
    private volatile ServiceRequest request;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Holdings holdings = new Holdings();
    private @Nullable Authenticated proven;
    private @Nullable ServiceResponse response;
    private boolean unsettled;
    private boolean blocking;
    /** When the call must have ended, as {@link System#nanoTime}; null before it is admitted. */
    private volatile @Nullable Long deadline;
    /** When the call must have been admitted; null without such a limit. */
    private volatile @Nullable Long latestAdmission;
    /** The body of a response that is handed on while it arrives. */
    private volatile @Nullable ResponseStream streamed;

    private enum Step {
        ADMIT,
        AUTHENTICATE,
        SEND,
        JUDGE
    }

    /** The parts that all calls of a pipeline share. */
    record Shared(
            CheckedStrategy strategy,
            RefusalReader refusals,
            Retries retries,
            Duration totalTimeout,
            Threads threads,
            OpenCalls open,
            CallListener listener) {

        /** The same parts without a listener. */
        Shared unheard() {
            return new Shared(strategy, refusals, retries, totalTimeout, threads, open, CallListener.NONE);
        }
    }

    /** @param timeLeft how long the call can take from its admission */
    Call(
            Shared shared,
            Transport transport,
            ServiceRequest request,
            Admission admission,
            OpenCalls.Origin origin,
            Duration timeLeft) {
        this.shared = shared;
        this.transport = transport;
        this.request = request;
        this.admission = admission;
        this.origin = origin;
        this.timeLeft = timeLeft;
        this.attempts = new Attempts(shared.retries(), admission.retries(), request.body());
        CallListener told = origin.listener() == CallListener.NONE
                ? shared.listener()
                : CallListeners.of(shared.listener(), origin.listener());
        this.listener = told.started(origin.purpose(), request);
    }

    /**
     * Starts the call. The result completes once, on the thread where the call ends, which can be a thread that
     * serves connections. Cancelling the result ends the call.
     */
    CompletableFuture<CallResult> start() {
        shared.open().add(this);
        go(Step.ADMIT);
        return result;
    }

    /** The result of the call. Cancelling it ends the call. */
    private final class Result extends CompletableFuture<CallResult> {

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean mine = super.cancel(mayInterruptIfRunning);
            if (mine) {
                fail(new CancellationException("The call was cancelled"));
            }
            return mine;
        }
    }

    /** Runs a step. A step that has to wait starts the next one later; a repair or a pause leads back to {@code AUTHENTICATE}. */
    private void go(Step step) {
        if (ended.get()) {
            settle(null);
            return;
        }
        try {
            switch (step) {
                case ADMIT -> admit();
                case AUTHENTICATE -> authenticate();
                case SEND -> send();
                case JUDGE -> judge();
            }
        } catch (Throwable e) {
            // an Error is caught too: the permit, and what the strategy keeps for the attempt, must be released
            try {
                settle(null);
            } finally {
                fail(e);
            }
        }
    }

    private void admit() {
        Waiting waiting = origin.waiting();
        Admission.Ticket ticket = admission.enter(
                origin.queue(), waiting.most(), this::admitted, shared.threads().progress());
        if (ticket == null) {
            fail(waiting.full(request, admission.permits()));
            return;
        }
        holdings.ticket(ticket);
        if (waiting.longest() != null && deadline == null) {
            latestAdmission = System.nanoTime() + waiting.longest().toNanos();
            shared.open().check();
        }
    }

    private void admitted() {
        if (origin.isStopped()) {
            // the caller is stopped: this call got the permit of another call that was just stopped
            stop();
        } else if (!ended.get()) {
            try {
                deadline = System.nanoTime() + timeLeft.toNanos();
                shared.open().check();
                listener.admitted();
                go(Step.AUTHENTICATE);
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    private void authenticate() {
        Body body = request.body();
        if (!body.isResolved()) {
            onReader(body::resolved, resolved -> {
                request = request.withBody(resolved);
                go(Step.AUTHENTICATE);
            });
            return;
        }
        blocking = shared.strategy().mayBlock(request);
        if (blocking) {
            onReader(() -> shared.strategy().authenticate(request), this::proveBy);
        } else {
            proveBy(shared.strategy().authenticate(request));
        }
    }

    /**
     * Runs work that can block on a reader thread, then continues with its result. The work is interrupted when the call ends: then it does
     * not read a large file to the end, and does not wait for a vault.
     */
    private <T> void onReader(Supplier<T> work, Consumer<T> next) {
        AtomicReference<@Nullable T> done = new AtomicReference<>();
        FutureTask<?> task = new FutureTask<>(
                () -> {
                    try {
                        done.set(work.get());
                    } catch (Throwable e) {
                        fail(e);
                    }
                },
                null);
        holdings.underWay(task);
        shared.threads().readers().execute(() -> {
            task.run();
            // the interrupt can come after the work is done; it must not reach the next step
            Thread.interrupted();
            T given = done.get();
            if (given != null) {
                next.accept(given);
            }
        });
    }

    private void proveBy(CompletionStage<Authenticated> proof) {
        follow(proof, (authenticated, failure) -> {
            if (authenticated == null) {
                fail(failure);
                return;
            }
            proven = authenticated;
            unsettled = true;
            go(Step.SEND);
        });
    }

    private void send() {
        int attempt = attempts.begin();
        listener.sent(attempt, request.body().length());
        CompletableFuture<ServiceResponse> sent = transport.send(proven().request());
        // before follow(): its callback can start the next attempt at once
        holdings.underWay(sent);
        follow(sent, (received, failure) -> {
            response = received;
            holdings.answer(received == null ? null : received.memory());
            try {
                judges(received).execute(() -> {
                    if (failure == null) {
                        go(Step.JUDGE);
                    } else {
                        broken(failure);
                    }
                });
            } catch (Throwable e) {
                settle(null);
                throw e;
            }
        });
    }

    /**
     * Selects the thread that judges a response. A success is judged at once on this thread, so that the time of the call
     * ends now. A rejection or failure is judged on another thread, because reading a rejection takes longer and a bean can block.
     */
    private Executor judges(@Nullable ServiceResponse received) {
        if (received != null && received.isSuccess()) {
            return Runnable::run;
        }
        return blocking ? shared.threads().readers() : shared.threads().progress();
    }

    private void judge() {
        ServiceResponse received = response();
        boolean mayRepair = received.status() == 401 && attempts.mayRepair();
        CompletionStage<Boolean> repair = mayRepair ? proven().verdict().refused(received) : NO_REPAIR;
        settle(received);
        admission.reach().responded(request);
        listener.received(received);
        if (AttemptLog.isOn()) {
            AttemptLog.responded(
                    request, attempts.sent(), received, shared.refusals().redaction(request, proven()));
        }
        listener.judged(received.head(), null);
        if (received.isSuccess()) {
            attempts.succeeded();
            answered(succeeded(received), null);
            return;
        }
        follow(repair, (again, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (again) {
                listener.repaired(proven().verdict().repair());
                go(Step.AUTHENTICATE);
            } else {
                refuse(received);
            }
        });
    }

    private CallResult succeeded(ServiceResponse received) {
        int sent = attempts.sent();
        return received.stream() == null
                ? new CallResult(received, sent, null, CallResult.NOTHING, listener)
                : new CallResult(received, sent, null, shared.refusals().redaction(request, proven()), listener);
    }

    private void refuse(ServiceResponse received) {
        int sent = attempts.sent();
        ModelArtsOperationFailedException refused = shared.refusals().read(request, proven(), received, sent);
        if (!waitsForRetry(refused)) {
            answered(new CallResult(received, sent, attempts.last(refused)), null);
        }
    }

    private void broken(Throwable failure) {
        settle(null);
        AttemptLog.failed(request, attempts.sent(), failure);
        if (ended.get()) {
            return;
        }
        listener.judged(null, failure);
        if (!(failure instanceof ModelArtsIoException io)) {
            fail(failure);
            return;
        }
        admission.reach().failed(request, io, attempts.sent());
        // a transport knows only its own attempt, so the exception says 1
        ModelArtsIoException counted = io.getAttempts() == attempts.sent() ? io : io.afterAttempts(attempts.sent());
        if (!waitsForRetry(counted)) {
            fail(attempts.last(counted));
        }
    }

    private <F extends Exception & ModelArtsFailure> boolean waitsForRetry(F failure) {
        Long end = deadline;
        Duration pause =
                ended.get() || end == null ? null : attempts.next(failure, Duration.ofNanos(end - System.nanoTime()));
        if (pause == null) {
            if (attempts.isOutOfQuota()) {
                listener.outOfQuota();
            }
            return false;
        }
        admission
                .retryLog()
                .retried(request, failure, attempts.retries(), shared.retries().most(), pause);
        listener.retrying(failure, pause);
        holdings.underWay(shared.threads()
                .progress()
                .schedule(() -> go(Step.AUTHENTICATE), pause.toNanos(), TimeUnit.NANOSECONDS));
        return true;
    }

    /** Tells the strategy once how an attempt ended. The call does not wait for a strategy that can block. */
    private void settle(@Nullable ServiceResponse received) {
        Verdict verdict = unsettled ? proven().verdict() : Verdict.NONE;
        unsettled = false;
        if (verdict == Verdict.NONE) {
            return;
        } else if (!blocking) {
            verdict.settled(received);
            return;
        }
        try {
            shared.threads().readers().execute(() -> verdict.settled(received));
        } catch (Throwable e) {
            // there is no thread, or the pool is shut down; the strategy must be told nevertheless
            verdict.settled(received);
        }
    }

    /** Runs {@code next} when the stage completes, on the thread that completes it. Any exception fails the call. */
    private <T> void follow(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        Continuation.follow(stage, next, this::fail);
    }

    @Override
    public void endIfLate(long now) {
        ResponseStream stream = streamed;
        if (stream != null) {
            stream.endIfLate(now);
            return;
        }
        Long end = deadline;
        Long latest = latestAdmission;
        if (end != null && end - now <= 0) {
            fail(TimedOut.of(request, shared.totalTimeout(), attempts));
        } else if (end == null && latest != null && latest - now <= 0 && holdings.stopWaiting()) {
            fail(origin.waiting().late(request, admission.permits()));
        }
    }

    @Override
    public boolean isStreaming() {
        return streamed != null;
    }

    @Override
    public OpenCalls.Origin origin() {
        return origin;
    }

    @Override
    public void stop() {
        int sent = attempts.sent();
        fail(OpenCalls.stopped(sent > 0, sent));
        ResponseStream stream = streamed;
        if (stream != null) {
            stream.close(new ModelArtsStreamException(
                    "The route or session was stopped before the streamed response was complete", true, null));
        }
    }

    private void fail(@Nullable Throwable failure) {
        answered(null, failure == null ? new IllegalStateException("no response") : failure);
    }

    /**
     * Ends the call, then publishes its result. If the response is complete or is not needed, the call is also over. A streamed response
     * is over later.
     */
    private void answered(@Nullable CallResult known, @Nullable Throwable failure) {
        ResponseStream stream = known == null ? null : known.response().stream();
        if (stream != null) {
            // set before the call ends: a stop after that must end the stream
            streamed = stream;
        }
        if (!ended.compareAndSet(false, true)) {
            if (stream != null) {
                stream.close();
            }
            return;
        }
        if (known != null) {
            holdings.handOnAnswer();
        }
        try {
            listener.answered(
                    known == null ? null : known.response().head(), known == null ? failure : known.failure());
            if (stream == null) {
                over();
            } else {
                stream.whenOver(this::over);
            }
        } catch (Throwable e) {
            if (stream == null) {
                throw e;
            }
            // the stream is not handed on
            failure = e;
            stream.close();
            over();
        } finally {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.complete(known) && stream != null) {
                // the result was cancelled at the same time
                stream.close();
            }
        }
    }

    private void over() {
        shared.open().remove(this);
        try {
            holdings.giveBack();
        } finally {
            listener.over();
        }
    }

    private Authenticated proven() {
        if (proven == null) {
            throw new IllegalStateException("not authenticated yet");
        }
        return proven;
    }

    private ServiceResponse response() {
        if (response == null) {
            throw new IllegalStateException("no response yet");
        }
        return response;
    }
}
