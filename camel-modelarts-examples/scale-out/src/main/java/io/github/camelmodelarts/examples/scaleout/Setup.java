package io.github.camelmodelarts.examples.scaleout;

import java.util.UUID;

/**
 * What one run measures.
 *
 * @param run its id, the name of its topic and of its group, and the beginning of the ids of its inputs
 * @param maxInFlight how many calls each worker makes at the same time
 */
record Setup(String run, GroupKind kind, int workers, int maxInFlight, int partitions, int inputs) {

    private static final int SHORT = 8;
    private static final int CONSUMERS = 4;
    private static final int MOST_MEMBERS = 200;
    private static final int FEWEST_INPUTS = 20;

    /**
     * A run with a new id.
     *
     * @param inputs the number for a share group. A classic group, which makes fewer calls at the same time, gets as many as it can predict in
     *     about the same time
     */
    static Setup of(GroupKind kind, int workers, int maxInFlight, int partitions, int inputs) {
        int places = workers * maxInFlight;
        long fitting = (long) inputs * callsAtOnce(kind, places, partitions) / places;
        return new Setup(
                "scale-out-" + UUID.randomUUID().toString().substring(0, SHORT),
                kind,
                workers,
                maxInFlight,
                partitions,
                (int) Math.min(inputs, Math.max(FEWEST_INPUTS, fitting)));
    }

    /** How many members of the group each worker is. A share group has at most 200, unless the broker is configured otherwise. */
    int members() {
        return kind == GroupKind.SHARE
                ? Math.max(1, Math.min(Math.min(CONSUMERS, maxInFlight), MOST_MEMBERS / workers))
                : maxInFlight;
    }

    /** How many inputs are predicted before the measurement begins, so that all classes are loaded. */
    int warmUp() {
        return 2 * callsAtOnce();
    }

    /** How many calls all workers make at the same time: a classic group has one for each partition. */
    int callsAtOnce() {
        return callsAtOnce(kind, workers * maxInFlight, partitions);
    }

    private static int callsAtOnce(GroupKind kind, int places, int partitions) {
        return kind == GroupKind.SHARE ? places : Math.min(places, partitions);
    }
}
