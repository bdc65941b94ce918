package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * The threads and clocks for values that are fetched and cached.
 *
 * @param progress runs the callers that had to wait, and the ends of time limits
 * @param clock the wall clock, for dates from servers and in messages; ages are not measured by it, because it may be set
 * @param nanoTime measures ages, as {@link System#nanoTime} does
 */
public record Timing(ScheduledExecutorService progress, InstantSource clock, LongSupplier nanoTime) {

    /** The time limit of a fetch with all its requests, for any number of waiting callers. */
    public static final Duration LONGEST_FETCH = Duration.ofSeconds(30);

    /** The time since a moment. */
    Duration since(long moment) {
        return Duration.ofNanos(nanoTime.getAsLong() - moment);
    }
}
