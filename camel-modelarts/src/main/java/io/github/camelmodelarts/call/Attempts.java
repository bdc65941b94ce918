package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

/**
 * Counts the attempts of one call and decides whether there is another one. The steps of a call run one after the other on different
 * threads. Any thread that ends the call can read the number of attempts and the last failure.
 */
final class Attempts {

    private static final String ONE_SHOT =
            "The call was not retried, because its body can be read only once: enable stream caching, which makes it readable again";

    private final Retries retries;
    private final RetryQuota quota;
    private final Body body;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean repaired;
    private volatile boolean mayHaveExecuted;
    private final AtomicInteger made = new AtomicInteger();
    private volatile int spent;
    private boolean outOfQuota;
    private volatile @Nullable Exception lastFailure;

    Attempts(Retries retries, RetryQuota quota, Body body) {
        this.retries = retries;
        this.quota = quota;
        this.body = body;
    }

    /** Begins an attempt and returns its number, from 1. */
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

    /** The failure that was retried last, or null. */
    @Nullable
    Exception lastFailure() {
        return lastFailure;
    }

    /** Whether a repair can lead to one more attempt: the body is repeatable, and the call was not repaired before. Returns true once at most. */
    boolean mayRepair() {
        boolean may = !repaired && body.isRepeatable();
        repaired = repaired || may;
        return may;
    }

    void succeeded() {
        quota.refund(Math.max(1, spent));
    }

    /**
     * The pause before the next attempt, or null if there is none.
     *
     * @param left how much time the call has left
     */
    <F extends Exception & ModelArtsFailure> @Nullable Duration next(F failure, Duration left) {
        if (!retries.apply(failure, made.get()) || !body.isRepeatable()) {
            return null;
        }
        Duration pause = retries.pause(failure, made.get());
        int cost = Retries.cost(failure);
        if (pause.compareTo(left) >= 0) {
            return null;
        } else if (!quota.spend(cost)) {
            outOfQuota = true;
            return null;
        }
        spent = cost;
        made.incrementAndGet();
        lastFailure = failure;
        mayHaveExecuted = mayHaveExecuted || failure.mayHaveExecuted();
        return pause;
    }

    /** Whether the quota is the reason why there is no further attempt. */
    boolean isOutOfQuota() {
        return outOfQuota;
    }

    /** The failure that ends the call. It also says whether an earlier attempt may have reached the model. */
    ModelArtsOperationFailedException last(ModelArtsOperationFailedException refused) {
        ModelArtsOperationFailedException last = mayHaveExecuted ? refused.afterExecution() : refused;
        return isPreventedByBody(refused) ? last.hinting(ONE_SHOT) : last;
    }

    /** The same for a failure without a response. */
    ModelArtsIoException last(ModelArtsIoException broken) {
        ModelArtsIoException last = mayHaveExecuted ? broken.afterExecution() : broken;
        return isPreventedByBody(broken) ? last.hinting(ONE_SHOT) : last;
    }

    private boolean isPreventedByBody(ModelArtsFailure failure) {
        return !body.isRepeatable() && retries.apply(failure, made.get());
    }
}
