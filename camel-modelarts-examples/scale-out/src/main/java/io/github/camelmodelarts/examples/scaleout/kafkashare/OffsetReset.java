package io.github.camelmodelarts.examples.scaleout.kafkashare;

/** Where a new share group begins to read. */
public enum OffsetReset {
    /** With the oldest record of the topic. */
    earliest,
    /** With the first record that arrives after the group began. */
    latest
}
