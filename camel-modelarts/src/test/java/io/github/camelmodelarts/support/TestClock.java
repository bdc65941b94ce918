package io.github.camelmodelarts.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, put forward by a test. */
public final class TestClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    public void forward(Duration duration) {
        ahead = ahead.plus(duration);
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(ahead);
    }
}
