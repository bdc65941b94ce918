package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/** Consume the records of a Kafka topic as a member of a share group, many at the same time. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "kafka-share",
        title = "Kafka Share Group",
        syntax = "kafka-share:topic",
        category = {Category.MESSAGING},
        consumerOnly = true,
        headersClass = KafkaShareConstants.class)
public class KafkaShareEndpoint extends DefaultEndpoint implements AsyncEndpoint, HeaderFilterStrategyAware {

    private static final Set<String> OWN = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            CommonClientConfigs.GROUP_ID_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
            ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG);

    @UriPath(description = "The topic.")
    @Metadata(required = true)
    private String topic = "";

    @UriParam(
            description =
                    "The share group. All consumers of a group, on any number of machines, share the records of the"
                            + " topic.")
    @Metadata(required = true)
    private @Nullable String group;

    @UriParam(
            description =
                    "The brokers: HOST:PORT, several separated by commas. Without it, the component's option counts.")
    private @Nullable String brokers;

    @UriParam(
            defaultValue = "32",
            description = "The number of records that this endpoint processes at the same time, divided among its"
                    + " consumers.")
    private int maxInFlight = 32;

    @UriParam(
            defaultValue = "4",
            description =
                    "The number of connections to the brokers that receive records, with a thread each. Each takes"
                            + " new records when its earlier ones have ended: with several, a slow record delays few others.")
    private int consumers = 4;

    @UriParam(
            defaultValue = "3",
            description =
                    "The number of deliveries after which a record that fails becomes a dead letter. A failure while the"
                            + " route stops does not make it one. Must be less than the limit of the broker,"
                            + " group.share.delivery.count.limit, which is 5 unless changed. The delivery that reaches that limit"
                            + " is not processed, and the record becomes a dead letter, because Kafka would drop it.")
    private int maxDeliveries = 3;

    @UriParam(
            description =
                    "The topic for the records that could not be processed. It must exist. Default: the topic with"
                            + " .dead-letter behind its name.")
    private @Nullable String deadLetterTopic;

    @UriParam(
            defaultValue = "1s",
            javaType = "java.time.Duration",
            description = "The time from a failure until the record is released for the next delivery.")
    private long releaseDelay = 1_000;

    @UriParam(
            description =
                    "Where the group begins to read if it is new. If set, it becomes a setting of the group at each"
                            + " start. Without it, the group's setting share.auto.offset.reset counts, which is latest unless"
                            + " changed: records that were written before the group began are not delivered.")
    private @Nullable OffsetReset offsetReset;

    @UriParam(
            prefix = "additionalProperties.",
            multiValue = true,
            label = "advanced",
            description =
                    "Settings of Kafka's clients, for example additionalProperties.security.protocol=SASL_SSL. Give"
                            + " secrets as a Map in the registry, additionalProperties=#name, because Camel logs URIs.")
    private Map<String, Object> additionalProperties = new HashMap<>();

    @UriParam(
            label = "advanced",
            description = "Which headers of a record become headers of the message. By default all but those that begin"
                    + " with Camel.")
    private HeaderFilterStrategy headerFilterStrategy = noCamelHeaders();

    KafkaShareEndpoint(String uri, KafkaShareComponent component) {
        super(uri, component);
    }

    private static HeaderFilterStrategy noCamelHeaders() {
        DefaultHeaderFilterStrategy strategy = new DefaultHeaderFilterStrategy();
        strategy.setLowerCase(true);
        strategy.setInFilterStartsWith(DefaultHeaderFilterStrategy.CAMEL_FILTER_STARTS_WITH);
        return strategy;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        check(brokers != null && !brokers.isBlank(), "brokers is not set: set it to HOST:PORT of a Kafka broker");
        check(group != null && !group.isBlank(), "group is not set: set it to the name of the share group");
        check(maxInFlight > 0, "maxInFlight=" + maxInFlight + " is not possible: set it to 1 or more");
        check(
                consumers > 0 && consumers <= maxInFlight,
                "consumers=" + consumers + " is not possible: set it to a number from 1 to maxInFlight (" + maxInFlight
                        + ")");
        check(maxDeliveries > 0, "maxDeliveries=" + maxDeliveries + " is not possible: set it to 1 or more");
        check(releaseDelay >= 0, "releaseDelay=" + releaseDelay + " is not possible: set it to 0 or more");
        check(
                !deadLetters().equals(topic),
                "deadLetterTopic is the topic itself, so dead letters would be delivered again: set it to another topic");
        for (String name : OWN) {
            check(
                    !additionalProperties.containsKey(name),
                    "additionalProperties." + name + " can't be set, because kafka-share sets it: remove it");
        }
    }

    private void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(this + ": " + message);
        }
    }

    /** The settings for one of Kafka's clients: those of {@code additionalProperties} that it knows, and the brokers. */
    Map<String, Object> clientSettings(Set<String> known) {
        Map<String, Object> settings = new HashMap<>(additionalProperties);
        settings.keySet().retainAll(known);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, Objects.requireNonNull(brokers));
        return settings;
    }

    /** The topic for dead letters: the option, or its default. */
    String deadLetters() {
        return deadLetterTopic == null ? topic + ".dead-letter" : deadLetterTopic;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "kafka-share has no producer: use it in from(), and the component kafka in to()");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        ShareGroupConsumer consumer = new ShareGroupConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** The topic and the group. The URI is not shown, because additionalProperties may contain credentials. */
    @Override
    public String toString() {
        return "kafka-share:" + topic + "[group " + group + "]";
    }

    /** The topic. */
    public String getTopic() {
        return topic;
    }

    /** The topic. */
    public void setTopic(String topic) {
        this.topic = topic;
    }

    /** The share group. */
    public @Nullable String getGroup() {
        return group;
    }

    /** The share group. */
    public void setGroup(@Nullable String group) {
        this.group = group;
    }

    /** The brokers. */
    public @Nullable String getBrokers() {
        return brokers;
    }

    /** The brokers. */
    public void setBrokers(@Nullable String brokers) {
        this.brokers = brokers;
    }

    /** The number of records in process at the same time. */
    public int getMaxInFlight() {
        return maxInFlight;
    }

    /** The number of records in process at the same time. */
    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** The number of connections that receive records. */
    public int getConsumers() {
        return consumers;
    }

    /** The number of connections that receive records. */
    public void setConsumers(int consumers) {
        this.consumers = consumers;
    }

    /** The number of deliveries of a record that fails. */
    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    /** The number of deliveries of a record that fails. */
    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    /** The topic for dead letters, or null for the default. */
    public @Nullable String getDeadLetterTopic() {
        return deadLetterTopic;
    }

    /** The topic for dead letters, or null for the default. */
    public void setDeadLetterTopic(@Nullable String deadLetterTopic) {
        this.deadLetterTopic = deadLetterTopic;
    }

    /** The time from a failure until the record is released, in milliseconds. */
    public long getReleaseDelay() {
        return releaseDelay;
    }

    /** The time from a failure until the record is released, in milliseconds. */
    public void setReleaseDelay(long releaseDelay) {
        this.releaseDelay = releaseDelay;
    }

    /** Where a new group begins to read, or null for the group's setting. */
    public @Nullable OffsetReset getOffsetReset() {
        return offsetReset;
    }

    /** Where a new group begins to read, or null for the group's setting. */
    public void setOffsetReset(@Nullable OffsetReset offsetReset) {
        this.offsetReset = offsetReset;
    }

    /** Settings of Kafka's clients. */
    public Map<String, Object> getAdditionalProperties() {
        return additionalProperties;
    }

    /** Settings of Kafka's clients. */
    public void setAdditionalProperties(Map<String, Object> additionalProperties) {
        this.additionalProperties = additionalProperties;
    }

    @Override
    public HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }
}
