package io.github.camelmodelarts.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clocks, put forward by a test: the wall clock, and the one that measures ages. */
public final class TestClock implements InstantSource {

    private volatile Duration passed = Duration.ZERO;
    private volatile Duration set = Duration.ZERO;

    /** Lets time pass, by both clocks. */
    public void forward(Duration duration) {
        passed = passed.plus(duration);
    }

    /** Sets the wall clock by so much, forward or back, while no time passes. */
    public void set(Duration difference) {
        set = set.plus(difference);
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(passed).plus(set);
    }

    /** In place of {@link System#nanoTime}. */
    public long nanoTime() {
        return System.nanoTime() + passed.toNanos();
    }
}
