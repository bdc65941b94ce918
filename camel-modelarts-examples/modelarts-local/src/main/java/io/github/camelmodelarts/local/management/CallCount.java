package io.github.camelmodelarts.local.management;

import java.util.concurrent.atomic.AtomicLong;

/** Counts predictions and failed predictions. Thread-safe. */
public final class CallCount {

    private final AtomicLong all = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    CallCount() {}

    /** Counts one prediction. */
    public void add(boolean hasFailed) {
        all.incrementAndGet();
        if (hasFailed) {
            failed.incrementAndGet();
        }
    }

    /** The number of all predictions. */
    public long all() {
        return all.get();
    }

    /** The number of failed predictions. */
    public long failed() {
        return failed.get();
    }
}
