package io.github.camelmodelarts.examples.scaleout.kafkashare;

import org.apache.camel.spi.Metadata;

/** The headers of {@code kafka-share:}, and the headers that it gives to dead letters. */
public final class KafkaShareConstants {

    @Metadata(label = "consumer", description = "The key of the record.", javaType = "String")
    public static final String KEY = "CamelKafkaShareKey";

    @Metadata(label = "consumer", description = "The topic of the record.", javaType = "String")
    public static final String TOPIC = "CamelKafkaShareTopic";

    @Metadata(label = "consumer", description = "The partition of the record.", javaType = "int")
    public static final String PARTITION = "CamelKafkaSharePartition";

    @Metadata(label = "consumer", description = "The offset of the record in its partition.", javaType = "long")
    public static final String OFFSET = "CamelKafkaShareOffset";

    @Metadata(
            label = "consumer",
            description = "The timestamp of the record, in milliseconds since 1970.",
            javaType = "long")
    public static final String TIMESTAMP = "CamelKafkaShareTimestamp";

    @Metadata(
            label = "consumer",
            description = "The number of this delivery of the record: 1 for the first.",
            javaType = "int")
    public static final String DELIVERY_COUNT = "CamelKafkaShareDeliveryCount";

    @Metadata(
            label = "consumer",
            description = "Set by the route, as a header or as an exchange property, which comes first: what the end of"
                    + " the exchange means for the record, instead of ACCEPT without and RELEASE with an exception.",
            javaType = "io.github.camelmodelarts.examples.scaleout.kafkashare.Acknowledgement",
            enums = "ACCEPT,RELEASE,REJECT")
    public static final String ACKNOWLEDGE = "CamelKafkaShareAcknowledge";

    /** Header of a dead letter: why the record is one: {@code failed}, {@code rejected} or {@code lost}. */
    public static final String DEAD_LETTER_REASON = "dead-letter.reason";

    /** Header of a dead letter: the exception of the last delivery, if there was one. */
    public static final String DEAD_LETTER_EXCEPTION = "dead-letter.exception";

    /**
     * Header of a dead letter without the value of the record: the length of the value in bytes. The value was too large for the dead letter
     * topic. The record itself has it.
     */
    public static final String DEAD_LETTER_OMITTED_VALUE_SIZE = "dead-letter.omitted-value-size";

    /** Header of a dead letter: the topic of the record. */
    public static final String DEAD_LETTER_TOPIC = "dead-letter.topic";

    /** Header of a dead letter: the partition of the record. */
    public static final String DEAD_LETTER_PARTITION = "dead-letter.partition";

    /** Header of a dead letter: the offset of the record. */
    public static final String DEAD_LETTER_OFFSET = "dead-letter.offset";

    /** Header of a dead letter: how often the record was delivered. */
    public static final String DEAD_LETTER_DELIVERIES = "dead-letter.deliveries";

    /** Header of a dead letter: the share group that did not process the record. */
    public static final String DEAD_LETTER_GROUP = "dead-letter.group";

    private KafkaShareConstants() {}
}
