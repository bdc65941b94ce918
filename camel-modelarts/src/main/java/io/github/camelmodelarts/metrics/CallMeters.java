package io.github.camelmodelarts.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.StreamEnd;

/**
 * The meters of calls. Their number is bounded, also if services, responses and exchanges have many names. Thread-safe; no method throws an exception
 * of the registry.
 */
final class CallMeters {

    /** More combinations of tags than most applications have. Further ones have {@code other} as their error code. */
    private static final int MOST_CALL_TIMERS = 100;

    /** From here on, they also have {@code other} as their service: what fails where is told as long as possible. */
    private static final int MOST_OF_SERVICES = 150;

    private static final Set<String> REPAIRS = Set.of("token", "clock", "credentials", "address", BoundedValues.OTHER);
    private static final Set<String> REFUSALS = Set.of("busy", "guard", "quota");
    private static final Set<String> LOGINS = Set.of("SUCCESS", "REJECTED", "LOCKED", "FAILURE");

    private final Meters meters;
    private final BoundedValues services = new BoundedValues();
    private final BoundedValues models = new BoundedValues();
    private final Map<String, ServiceMeters> ofServices = new ConcurrentHashMap<>();
    private final Map<CallTags, Timer> callTimers = new ConcurrentHashMap<>();
    private final AtomicInteger openStreams = new AtomicInteger();

    CallMeters(Meters meters) {
        this.meters = meters;
        safely(() -> {
            meters.gauge("modelarts.client.streams.open", "Streamed responses that are not over", openStreams::get);
            // with 0, because a rule sees no increase in a counter that begins with 1
            REPAIRS.forEach(this::repairs);
            REFUSALS.forEach(this::refusals);
            LOGINS.forEach(this::logins);
            List.of(StreamEnd.values()).forEach(this::ends);
        });
    }

    private Counter repairs(String kind) {
        return meters.counter(
                "modelarts.client.repairs",
                "Causes of rejections that were removed before one more attempt",
                "kind",
                kind);
    }

    private Counter refusals(String reason) {
        return meters.counter(
                "modelarts.client.refusals",
                "Calls and retries that were not sent, because the component refused them",
                "reason",
                reason);
    }

    private Counter logins(String outcome) {
        return meters.counter("modelarts.client.token.renewals", "Requests for a token to IAM", "outcome", outcome);
    }

    private Counter ends(StreamEnd end) {
        return meters.counter(
                "modelarts.client.streams.ended", "Streamed responses that have ended", "end", end.name());
    }

    /** The tags of a call. */
    record CallTags(String operation, String service, Outcome outcome, String attempts) {}

    /** The meters of a service with this name or id. */
    ServiceMeters ofService(String named) {
        return metersOf(services.of(named));
    }

    /** The meters of a service with an address. */
    ServiceMeters ofHost(String authority) {
        return metersOf(services.ofHost(authority));
    }

    private ServiceMeters metersOf(String service) {
        ServiceMeters known = ofServices.get(service);
        return known == null ? ofServices.computeIfAbsent(service, name -> new ServiceMeters(meters, name)) : known;
    }

    void ended(CallTags tags, Duration time) {
        Timer timer = callTimers.get(tags);
        if (timer == null) {
            timer = callTimers.computeIfAbsent(bounded(tags), this::timer);
        }
        timer.record(time);
    }

    private CallTags bounded(CallTags tags) {
        if (callTimers.size() < MOST_CALL_TIMERS) {
            return tags;
        }
        CallTags ofService =
                new CallTags(tags.operation(), tags.service(), tags.outcome().withoutCode(), tags.attempts());
        return callTimers.size() < MOST_OF_SERVICES || callTimers.containsKey(ofService)
                ? ofService
                : new CallTags(tags.operation(), BoundedValues.OTHER, ofService.outcome(), tags.attempts());
    }

    private Timer timer(CallTags tags) {
        return meters.timer(
                "modelarts.client.call",
                "Calls, from the start until nothing more arrives",
                "operation",
                tags.operation(),
                "service",
                tags.service(),
                "outcome",
                tags.outcome().name(),
                "error.code",
                tags.outcome().errorCode(),
                "attempts",
                tags.attempts());
    }

    void chatEnded(String operation, Outcome outcome, Duration time) {
        LanguageModels.timer(meters, operation, outcome).record(time);
    }

    void refused(String reason) {
        safely(() -> refusals(reason).increment());
    }

    /** Counts a stream until it is over. */
    void streams(ResponseStream stream, ServiceMeters service) {
        openStreams.incrementAndGet();
        stream.whenOver(() -> {
            openStreams.decrementAndGet();
            safely(() -> service.received(stream.received()));
        });
    }

    void repaired(String kind) {
        safely(() ->
                repairs(REPAIRS.contains(kind) ? kind : BoundedValues.OTHER).increment());
    }

    void streamEnded(StreamEnd end) {
        safely(() -> ends(end).increment());
    }

    void tokensUsed(@Nullable String model, long input, long output) {
        safely(() ->
                LanguageModels.count(meters, models.of(model == null ? BoundedValues.OTHER : model), input, output));
    }

    void tokenFetched(String outcome) {
        safely(() -> logins(outcome).increment());
    }

    void batchEnded(int predictions) {
        safely(() -> meters.summary("modelarts.client.batch.size", "Predictions and errors of a batch service")
                .record(predictions));
    }

    /** Runs a step, unless the component has stopped. A failure of the registry does not reach the caller. */
    void safely(Runnable step) {
        if (meters.isClosed()) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            meters.failed(e);
        }
    }
}
