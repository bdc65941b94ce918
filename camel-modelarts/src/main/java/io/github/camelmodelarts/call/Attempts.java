package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

/**
 * How often one call was sent, why, and whether it is once more. The steps of a call follow each other, though on different threads; how
 * many attempts there were and what came of the last one is for whoever ends it, too.
 */
final class Attempts {

    private static final String ONE_SHOT =
            "It was not sent again, because its body can be read only once: stream caching makes it readable again";

    private final Retries retries;
    private final RetryQuota quota;
    private final Body body;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean repaired;
    private volatile boolean mayHaveExecuted;
    private final AtomicInteger made = new AtomicInteger();
    private volatile int spent;
    private volatile @Nullable Exception lastFailure;

    Attempts(Retries retries, RetryQuota quota, Body body) {
        this.retries = retries;
        this.quota = quota;
        this.body = body;
    }

    /** Its number, from 1. */
    int begin() {
        return sent.incrementAndGet();
    }

    int sent() {
        return sent.get();
    }

    /** How many of the attempts were retries. */
    int retries() {
        return made.get();
    }

    /** What made the call wait for another attempt, or null. */
    @Nullable
    Exception lastFailure() {
        return lastFailure;
    }

    /** Whether something may be repaired for the call, if there is something to be sent then; true once. */
    boolean mayRepair() {
        boolean may = !repaired && body.isRepeatable();
        repaired = repaired || may;
        return may;
    }

    void succeeded() {
        quota.refund(Math.max(1, spent));
    }

    /**
     * How long to wait before the next attempt, or null if there is none.
     *
     * @param left how long the call may still take
     */
    <F extends Exception & ModelArtsFailure> @Nullable Duration next(F failure, Duration left) {
        if (!retries.apply(failure, made.get()) || !body.isRepeatable()) {
            return null;
        }
        Duration pause = retries.pause(failure, made.get());
        int cost = Retries.cost(failure);
        if (pause.compareTo(left) >= 0 || !quota.spend(cost)) {
            return null;
        }
        spent = cost;
        made.incrementAndGet();
        lastFailure = failure;
        mayHaveExecuted = mayHaveExecuted || failure.mayHaveExecuted();
        return pause;
    }

    /** The failure as the call's end: with what is known of the attempts before. */
    ModelArtsOperationFailedException last(ModelArtsOperationFailedException refused) {
        ModelArtsOperationFailedException last = mayHaveExecuted ? refused.afterExecution() : refused;
        return isKeptByBody(refused) ? last.hinting(ONE_SHOT) : last;
    }

    /** The failure as the call's end. */
    ModelArtsIoException last(ModelArtsIoException broken) {
        ModelArtsIoException last = mayHaveExecuted ? broken.afterExecution() : broken;
        return isKeptByBody(broken) ? last.hinting(ONE_SHOT) : last;
    }

    private boolean isKeptByBody(ModelArtsFailure failure) {
        return !body.isRepeatable() && retries.apply(failure, made.get());
    }
}
