package io.github.camelmodelarts.examples.scaleout.kafkashare;

/** What the end of an exchange means for its record. A route chooses with {@link KafkaShareConstants#ACKNOWLEDGE}. */
public enum Acknowledgement {
    /** The record is done. The default for an exchange without an exception. */
    ACCEPT,
    /**
     * The record is delivered again, to any worker of the group, after the option {@code releaseDelay}. The default for an exchange with an
     * exception, until the option {@code maxDeliveries} is reached.
     */
    RELEASE,
    /** The record is written to the dead letter topic and not delivered again. */
    REJECT
}
