package io.github.camelmodelarts.benchmark.endtoend;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in classes whose width is below 1 % of the duration, from a microsecond. Its size is 60 KB, whatever it counts. Thread-safe. */
final class Histogram {

    private static final int BITS = 7;
    private static final int STEPS = 1 << BITS;
    private static final double NANOS_PER_MILLI = 1e6;
    /** 1,024 ns. */
    private static final int UNIT_BITS = 10;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * STEPS);

    void add(long nanos) {
        counts.incrementAndGet(index(Math.max(0, nanos) >>> UNIT_BITS));
    }

    /** Adds the delay of an event. Processes of one machine have the same {@code nanoTime}: on Linux, it is {@code CLOCK_MONOTONIC}. */
    void addSince(String event) {
        long sent = Long.parseLong(event.substring(event.lastIndexOf(' ') + 1).strip());
        add(System.nanoTime() - sent);
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The duration, in milliseconds, that this share of all durations does not exceed; 0 if there is none. */
    double quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                return (double) (value(i) << UNIT_BITS) / NANOS_PER_MILLI;
            }
        }
        return 0;
    }

    private static int index(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(value | 1) - BITS);
        return shift * STEPS + (int) (value >>> shift);
    }

    private static long value(int index) {
        int shift = Math.max(0, index / STEPS - 1);
        return (long) (index - shift * STEPS) << shift;
    }
}
