package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/** One call on its way: admitted, authenticated, sent, judged, perhaps once more. Whatever happens first ends it; the rest is ignored. */
final class Call {

    private final CallPipeline pipeline;
    private final Transport transport;
    private final ServiceRequest request;
    private final Duration timeLeft;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Admission.@Nullable Ticket ticket;
    private volatile @Nullable Future<?> deadline;
    private volatile @Nullable Future<?> underWay;
    private final AtomicInteger attempts = new AtomicInteger();

    Call(CallPipeline pipeline, Transport transport, ServiceRequest request, Duration timeLeft) {
        this.pipeline = pipeline;
        this.transport = transport;
        this.request = request;
        this.timeLeft = timeLeft;
    }

    CompletableFuture<Answer> result() {
        return result;
    }

    void enter(Admission admission) {
        Admission.Ticket mine = admission.enter(this::admitted, pipeline.workers());
        ticket = mine;
        if (ended.get()) {
            // ended before the ticket was at hand: nobody else gives it back
            mine.leave();
        }
    }

    private void admitted() {
        try {
            if (pipeline.isClosed()) {
                // let in because another call of the same route was just ended
                stop();
            } else if (!ended.get()) {
                long millis = timeLeft.toMillis();
                deadline = pipeline.timer().schedule(this::timedOut, millis, TimeUnit.MILLISECONDS);
                authenticate(true);
            }
        } catch (Throwable e) {
            // whatever it is, the permit must not stay away, nor the answer out
            fail(asAuthenticationFailure(e));
        }
    }

    private void authenticate(boolean mayRepair) {
        CompletionStage<ServiceRequest> proven = pipeline.strategy().authenticate(request);
        follow(
                required(proven),
                signed -> send(requireOnlyHeadersAdded(required(signed)), mayRepair),
                this::asAuthenticationFailure);
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new ModelArtsAuthenticationException("The authStrategy returned null; nothing was sent", null, null);
        }
        return value;
    }

    private void send(ServiceRequest signed, boolean mayRepair) {
        if (ended.get()) {
            return;
        }
        attempts.incrementAndGet();
        CompletableFuture<ServiceResponse> sent = transport.send(signed);
        underWay = sent;
        if (ended.get()) {
            sent.cancel(true);
            return;
        }
        follow(sent, response -> judge(signed, response, mayRepair), this::counted);
    }

    private void judge(ServiceRequest signed, ServiceResponse response, boolean mayRepair) {
        if (response.isSuccess()) {
            succeed(new Answer(response, attempts.get(), null));
        } else if (response.status() == 401 && mayRepair && request.body().isRepeatable()) {
            follow(
                    required(pipeline.strategy().refused(signed, response)),
                    again -> {
                        if (again) {
                            authenticate(false);
                        } else {
                            refuse(signed, response);
                        }
                    },
                    this::asAuthenticationFailure);
        } else {
            refuse(signed, response);
        }
    }

    private void refuse(ServiceRequest signed, ServiceResponse response) {
        int sent = attempts.get();
        succeed(new Answer(
                response, sent, pipeline.refusals().read(request, signed, response, pipeline.strategy(), sent)));
    }

    /** Goes on when the stage does, on whatever thread; an exception from anybody's code is a failed call. */
    private <T> void follow(CompletionStage<T> stage, Consumer<T> next, Function<Throwable, Throwable> asFailure) {
        stage.whenComplete((value, failure) -> {
            try {
                if (failure == null) {
                    next.accept(value);
                } else {
                    fail(asFailure.apply(Failures.unwrapped(failure)));
                }
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    private ServiceRequest requireOnlyHeadersAdded(ServiceRequest signed) {
        boolean same = signed.method().equals(request.method())
                && signed.uri().equals(request.uri())
                && signed.body() == request.body();
        if (!same) {
            throw new ModelArtsAuthenticationException(
                    "The authStrategy changed more than headers; the request was not sent",
                    "A strategy adds headers: method, URI and body stay as they are",
                    null);
        }
        return signed;
    }

    /** On the timer's thread, which goes on at once: only what follows the call's end may take its time. */
    private void timedOut() {
        int sent = attempts.get();
        if (end()) {
            ModelArtsTimeoutException timeout = new ModelArtsTimeoutException(
                    "No complete answer of " + request + " within totalTimeout=" + pipeline.totalTimeout(),
                    sent > 0,
                    sent,
                    null);
            pipeline.workers().execute(() -> result.completeExceptionally(timeout));
        }
    }

    /** Ends the call because its route does. */
    void stop() {
        int sent = attempts.get();
        fail(new ModelArtsConnectionException(
                "The route was stopped before an answer came", null, sent > 0, true, sent, null));
    }

    private void succeed(Answer answer) {
        if (end()) {
            result.complete(answer);
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
        pipeline.ended(this);
        Future<?> timeout = deadline;
        if (timeout != null) {
            timeout.cancel(false);
        }
        Future<?> sent = underWay;
        if (sent != null) {
            sent.cancel(true);
        }
        Admission.Ticket mine = ticket;
        if (mine != null) {
            mine.leave();
        }
    }

    private Throwable asAuthenticationFailure(Throwable failure) {
        if (failure instanceof ModelArtsFailure) {
            return failure;
        }
        return new ModelArtsAuthenticationException("The authStrategy failed: " + failure, null, failure);
    }

    /** A transport knows of one attempt only. */
    private Throwable counted(Throwable failure) {
        int sent = attempts.get();
        return failure instanceof ModelArtsIoException io && io.getAttempts() != sent
                ? io.afterAttempts(sent)
                : failure;
    }
}
