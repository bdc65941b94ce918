package io.github.camelmodelarts.examples.scaleout;

import java.util.Locale;

/**
 * What one run has shown.
 *
 * @param seconds the time between the first and the last result
 * @param calls how many calls the service received for the inputs; from the ledger if the service is not a local one
 * @param mostCalls the most calls for one input
 * @param cpuPerInput the processor time for one input in all workers, in milliseconds
 */
record Measurement(Setup setup, double seconds, int calls, int mostCalls, double cpuPerInput) {

    /** The results in a second. */
    double perSecond() {
        return seconds > 0 ? (setup.inputs() - 1) / seconds : 0;
    }

    /** How many calls were made at the same time at most. */
    int callsAtOnce() {
        return setup.callsAtOnce();
    }

    static final String CSV_HEADER =
            "group,workers,max_in_flight_per_worker,partitions,inputs,seconds,results_per_second,calls,most_calls_per_input,cpu_ms_per_input\n";

    /** A line of {@code scale-out.csv}. */
    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%d,%.2f,%.1f,%d,%d,%.2f%n",
                setup.kind().name().toLowerCase(Locale.ROOT),
                setup.workers(),
                setup.maxInFlight(),
                setup.partitions(),
                setup.inputs(),
                seconds,
                perSecond(),
                calls,
                mostCalls,
                cpuPerInput);
    }

    static final String TABLE_HEADER = String.format(
            "%-14s %7s %13s %7s %9s %6s %15s%n",
            "GROUP", "WORKERS", "CALLS AT ONCE", "INPUTS", "RESULTS/s", "RATIO", "CALLS PER INPUT");

    /** A line of the table. The ratio is to the first measurement of the same group. */
    String tableLine(Measurement first) {
        return String.format(
                Locale.ROOT,
                "%-14s %7d %13d %7d %9.1f %6.2f %15s%n",
                setup.kind().title(),
                setup.workers(),
                callsAtOnce(),
                setup.inputs(),
                perSecond(),
                first.perSecond() > 0 ? perSecond() / first.perSecond() : 0,
                mostCalls == 1 && calls == setup.inputs() ? "1" : calls + " in all, most " + mostCalls);
    }
}
