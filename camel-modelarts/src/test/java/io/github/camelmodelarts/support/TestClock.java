package io.github.camelmodelarts.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clocks with an offset that a test sets: the wall clock, and the clock that measures ages. */
public final class TestClock implements InstantSource {

    private volatile Duration passed = Duration.ZERO;
    private volatile Duration set = Duration.ZERO;

    /** Moves both clocks forward: time passes. */
    public void forward(Duration duration) {
        passed = passed.plus(duration);
    }

    /** Moves only the wall clock, forward or back: no time passes. */
    public void set(Duration difference) {
        set = set.plus(difference);
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(passed).plus(set);
    }

    /** Replaces {@link System#nanoTime}. */
    public long nanoTime() {
        return System.nanoTime() + passed.toNanos();
    }
}
