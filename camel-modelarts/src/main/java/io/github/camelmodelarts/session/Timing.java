package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * The threads and clocks of what is fetched and kept.
 *
 * @param progress where callers go on that had to wait, and where time limits end
 * @param clock the wall clock, for dates that come from outside or are told: nothing ages by it, because it may be set
 * @param nanoTime measures ages, as {@link System#nanoTime} does
 */
public record Timing(ScheduledExecutorService progress, InstantSource clock, LongSupplier nanoTime) {

    /** How long a fetch may take, all its requests together, however many callers wait for it. */
    public static final Duration LONGEST_FETCH = Duration.ofSeconds(30);

    /** How long ago it was. */
    Duration since(long moment) {
        return Duration.ofNanos(nanoTime.getAsLong() - moment);
    }
}
