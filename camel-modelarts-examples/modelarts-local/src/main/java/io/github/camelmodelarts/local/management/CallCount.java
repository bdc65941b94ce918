package io.github.camelmodelarts.local.management;

import java.util.concurrent.atomic.AtomicLong;

/** How many predictions were asked for, and how many of them failed. Thread-safe. */
public final class CallCount {

    private final AtomicLong all = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    CallCount() {}

    /** Counts one more. */
    public void add(boolean hasFailed) {
        all.incrementAndGet();
        if (hasFailed) {
            failed.incrementAndGet();
        }
    }

    /** All of them. */
    public long all() {
        return all.get();
    }

    /** Those that failed. */
    public long failed() {
        return failed.get();
    }
}
