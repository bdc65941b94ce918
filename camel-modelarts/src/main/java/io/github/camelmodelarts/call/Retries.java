package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.Set;
import java.util.function.DoubleSupplier;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.RetryOn;

/**
 * Decides whether a failed call is retried, and after which pause: a random part of a time that doubles ("full jitter"), or the time
 * that the service asks for. Thread-safe.
 *
 * @param most how many retries a call can have
 * @param random from 0 to 1, 1 excluded
 */
public record Retries(int most, RetryOn on, DoubleSupplier random) {

    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration THROTTLED_BASE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** With a matching code, the gateway or ModelArts returns these before the model has seen the request. */
    private static final Set<Integer> BEFORE_THE_MODEL = Set.of(429, 502, 503);

    /**
     * Whether a call is retried after this failure.
     *
     * @param made how many retries the call has had
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

    /** The pause before the retry: random, or the service's {@code Retry-After} if that is longer; 20 s at most. */
    Duration pause(ModelArtsFailure failure, int made) {
        Duration base = isThrottled(failure) ? THROTTLED_BASE : BASE;
        Duration most = shorter(base.multipliedBy(1L << Math.min(made, 10)), LONGEST);
        Duration jittered = Duration.ofNanos((long) (most.toNanos() * (1 - random.getAsDouble())));
        Duration asked = failure.getRetryAfter();
        return asked == null || asked.compareTo(jittered) < 0 ? jittered : shorter(asked, LONGEST);
    }

    /** The cost of a retry: high if the service is down, low if it only throttles. */
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
