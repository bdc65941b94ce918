package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

/**
 * The last fetch that failed. For a pause after it, calls fail at once with its failure, and the source gets no request.
 *
 * @param moment the time of the failure, by {@link Timing#nanoTime}
 */
record FailedFetch(Throwable failure, long moment) {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /**
     * The rest of the pause. The pause is as long as {@code least}, or as long as {@code Retry-After} asks for if that is longer, but at
     * most 15 minutes.
     *
     * @return null if the pause is over
     */
    @Nullable
    Duration pauseLeft(Duration least, Timing timing) {
        Duration asked = failure instanceof ModelArtsFailure known ? known.getRetryAfter() : null;
        Duration pause = asked == null || asked.compareTo(least) < 0 ? least : asked;
        Duration left = (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).minus(timing.since(moment));
        return left.isNegative() || left.isZero() ? null : left;
    }

    /** The failure for a call during the pause; its message says when the pause ends. */
    Throwable told(String what, Duration left, Timing timing) {
        Instant end = timing.clock().instant().plus(left).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        String words = "The " + what + " is not fetched again before " + end;
        if (failure instanceof ModelArtsAuthenticationException unproven) {
            return unproven.paused(words, left);
        } else if (failure instanceof ModelArtsIoException io) {
            return io.hinting(words);
        }
        return failure instanceof ModelArtsOperationFailedException refused ? refused.hinting(words) : failure;
    }
}
