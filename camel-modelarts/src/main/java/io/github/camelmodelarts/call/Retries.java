package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.Set;
import java.util.function.DoubleSupplier;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.RetryOn;

/**
 * When a call that failed is sent once more, and how long it waits before: a random part of a time that doubles ("full jitter"), or
 * as long as the service asks for. Thread-safe.
 *
 * @param most how often a call is sent once more
 * @param random from 0 to 1, 1 excluded
 */
public record Retries(int most, RetryOn on, DoubleSupplier random) {

    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration THROTTLED_BASE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** With a code that says so, the gateway gives these in the model's place. */
    private static final Set<Integer> BEFORE_THE_MODEL = Set.of(429, 502, 503);

    /**
     * Whether a failure is one after which a call is sent once more.
     *
     * @param made how often it was already
     */
    boolean apply(ModelArtsFailure failure, int made) {
        if (made >= most || !failure.isRetryable()) {
            return false;
        }
        return switch (on) {
            case NEVER -> false;
            case SAFE ->
                !failure.mayHaveExecuted()
                        && (!(failure instanceof ModelArtsOperationFailedException refused)
                                || BEFORE_THE_MODEL.contains(refused.getStatusCode()));
            case IDEMPOTENT -> true;
        };
    }

    /** How long to wait; longer than that by itself only where the service asks for it. */
    Duration pause(ModelArtsFailure failure, int made) {
        Duration base = isThrottled(failure) ? THROTTLED_BASE : BASE;
        Duration most = shorter(base.multipliedBy(1L << Math.min(made, 10)), LONGEST);
        Duration jittered = Duration.ofNanos((long) (most.toNanos() * (1 - random.getAsDouble())));
        Duration asked = failure.getRetryAfter();
        return asked == null || asked.compareTo(jittered) < 0 ? jittered : shorter(asked, LONGEST);
    }

    /** What of the quota it takes; much where the service is down, little where it only has enough to do. */
    static int cost(ModelArtsFailure failure) {
        return isThrottled(failure) ? 5 : 14;
    }

    private static boolean isThrottled(ModelArtsFailure failure) {
        return failure instanceof ModelArtsOperationFailedException refused
                && refused.getCategory() == ErrorCategory.RATE_LIMIT;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
