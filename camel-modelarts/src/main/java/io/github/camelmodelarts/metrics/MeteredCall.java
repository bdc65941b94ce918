package io.github.camelmodelarts.metrics;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.StreamEnd;
import io.github.camelmodelarts.call.CallListener;

/** Measures one call. */
final class MeteredCall implements CallListener {

    private final CallMeters metrics;
    private final String operation;
    private final ServiceMeters service;
    private final @Nullable String chat;
    private final HostGauges.Host host;
    private final long start = System.nanoTime();
    private int attempts;
    private Outcome outcome = Outcome.SUCCESS;
    private boolean retries;
    private boolean inFlight;
    private boolean over;

    /**
     * Begins to measure a call that waits.
     *
     * @param chat the operation of a language model, or null for another model
     */
    MeteredCall(
            CallMeters metrics, String operation, ServiceMeters service, @Nullable String chat, HostGauges.Host host) {
        this.metrics = metrics;
        this.operation = operation;
        this.service = service;
        this.chat = chat;
        this.host = host;
    }

    /** A call that was ended by another thread can be told this afterwards. */
    @Override
    public synchronized void admitted() {
        if (!over) {
            inFlight = true;
            host.admitted();
        }
    }

    @Override
    public void sent(int attempt, long bytes) {
        boolean retry;
        synchronized (this) {
            attempts = attempt;
            retry = retries;
            retries = false;
        }
        metrics.safely(() -> {
            service.sent(Math.max(0, bytes));
            if (retry) {
                service.retried();
            }
        });
    }

    @Override
    public void received(ServiceResponse response) {
        ResponseStream stream = response.stream();
        if (stream != null) {
            metrics.streams(stream, service);
        }
        metrics.safely(() -> {
            if (stream != null) {
                service.firstByte(stream);
            } else {
                service.received(response.body().length);
            }
        });
    }

    @Override
    public synchronized void retrying(Throwable failure, Duration pause) {
        // counted when it is sent: the call can end in the pause
        retries = true;
    }

    @Override
    public void repaired(String kind) {
        metrics.repaired(kind);
    }

    @Override
    public void outOfQuota() {
        metrics.refused("quota");
    }

    @Override
    public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
        Outcome how = Outcome.of(failure);
        synchronized (this) {
            outcome = how;
        }
        String refusal = Outcome.refusal(failure);
        if (refusal != null) {
            metrics.refused(refusal);
        }
    }

    @Override
    public void over() {
        Outcome how;
        int sent;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            host.over(inFlight);
            how = outcome;
            sent = attempts;
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        metrics.safely(() -> {
            metrics.ended(
                    new CallMeters.CallTags(
                            operation, service.service(), how, sent > 2 ? "3+" : Integer.toString(sent)),
                    time);
            if (chat != null) {
                metrics.chatEnded(chat, how, time);
            }
        });
    }

    @Override
    public void streamEnded(StreamEnd end) {
        metrics.streamEnded(end);
    }

    @Override
    public void tokensUsed(@Nullable String model, long input, long output) {
        metrics.tokensUsed(model, input, output);
    }
}
