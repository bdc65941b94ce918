package io.github.camelmodelarts.benchmark.endtoend;

import java.util.Locale;

/** The quantities that are measured. Tables show them in this order. */
enum Figure {
    CPU("CPU per call", "µs", 1),
    BYTES("allocated per call", "KB", 2),
    RATE("calls per second", "", 0),
    IDEAL("share of the ideal rate", "", 3),
    P50("p50", "ms", 2),
    P99("p99", "ms", 2),
    HIGHEST("highest", "ms", 2),
    THREADS("threads", "", 0),
    HEAP("live heap", "MB", 1),
    FILE_CPU("CPU per GiB", "ms", 0),
    FILE_BYTES("allocated per GiB", "MB", 1),
    FILE_RATE("MB per second", "", 0),
    FILE_HEAP("highest heap", "MB", 0),
    START("time to first prediction", "ms", 0),
    START_CPU("CPU time", "ms", 0),
    CLASSES("classes loaded", "", 0);

    private final String label;
    private final String unit;
    private final int decimals;

    Figure(String label, String unit, int decimals) {
        this.label = label;
        this.unit = unit;
        this.decimals = decimals;
    }

    /** The name with the unit. */
    String label() {
        return unit.isEmpty() ? label : label + ", " + unit;
    }

    String format(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
