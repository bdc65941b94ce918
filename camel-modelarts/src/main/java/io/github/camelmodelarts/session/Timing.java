package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * The threads and clocks for values that are fetched and cached.
 *
 * @param progress continues the callers that had to wait, and ends fetches at their time limits
 * @param clock the wall clock, for dates from servers and in messages; it does not measure ages, because it may be changed
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
