package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the start whether the brokers have what an endpoint needs, and says so in words that name the cure. */
final class StartChecks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);
    private static final int SECONDS = 10;
    private static final String FEATURE = "share.version";

    /** Kafka's default of group.share.delivery.count.limit. */
    private static final int USUAL_LIMIT = 5;

    private final KafkaShareEndpoint endpoint;
    private final Admin admin;

    StartChecks(KafkaShareEndpoint endpoint) {
        this.endpoint = endpoint;
        Map<String, Object> settings = endpoint.clientSettings(AdminClientConfig.configNames());
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, SECONDS * 1_000);
        // the client refuses a longer one
        settings.putIfAbsent(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                settings.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG));
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalArgumentException(
                    endpoint + ": Kafka's client refuses the options: " + cause.getMessage()
                            + ". Check brokers and additionalProperties",
                    e);
        }
    }

    /** Returns the number of deliveries at which Kafka drops a record. */
    int run() {
        requireShareGroups();
        requireTopics();
        int limit = allowedDeliveries();
        OffsetReset reset = endpoint.getOffsetReset();
        if (reset != null) {
            startAt(reset);
        }
        return limit;
    }

    private void requireShareGroups() {
        FinalizedVersionRange version = get(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get(FEATURE);
        if (version == null || version.maxVersionLevel() < 1) {
            throw new IllegalStateException(endpoint + ": the brokers " + endpoint.getBrokers()
                    + " have no share groups. They need Kafka 4.2 or later with the feature turned on:"
                    + " kafka-features.sh --bootstrap-server " + endpoint.getBrokers() + " upgrade --feature " + FEATURE
                    + "=1");
        }
    }

    private void requireTopics() {
        for (String topic : List.of(endpoint.getTopic(), endpoint.deadLetters())) {
            try {
                get(admin.describeTopics(List.of(topic)).allTopicNames());
            } catch (IllegalStateException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new IllegalStateException(
                            endpoint + ": the topic " + topic + " does not exist. Create it: kafka-topics.sh"
                                    + " --bootstrap-server " + endpoint.getBrokers() + " --create --topic " + topic,
                            e.getCause());
                }
                throw e;
            }
        }
    }

    private int allowedDeliveries() {
        Integer known = deliveryLimit();
        if (known == null) {
            LOG.warn(
                    "{}: the brokers' limit of deliveries, group.share.delivery.count.limit, can't be read. {} is assumed,"
                            + " Kafka's default. If the limit is lower, Kafka can drop a record without a dead letter: allow"
                            + " the user to read the settings (DESCRIBE_CONFIGS) of the brokers and of the group.",
                    endpoint,
                    USUAL_LIMIT);
        }
        int limit = known == null ? USUAL_LIMIT : known;
        if (known != null && endpoint.getMaxDeliveries() >= limit) {
            throw new IllegalArgumentException(endpoint + ": maxDeliveries=" + endpoint.getMaxDeliveries()
                    + " is not less than the limit of deliveries of the brokers (" + limit
                    + "), at which Kafka drops a record. Set maxDeliveries to " + (limit - 1)
                    + " or less, or raise group.share.delivery.count.limit of the brokers");
        }
        return limit;
    }

    /** The limit of the group, or of the brokers; null if it can't be read, for example because the user may not read settings. */
    private @Nullable Integer deliveryLimit() {
        Integer ofGroup = setting(group(), "share.delivery.count.limit");
        if (ofGroup != null) {
            return ofGroup;
        }
        for (Node node : get(admin.describeCluster().nodes())) {
            return setting(
                    new ConfigResource(ConfigResource.Type.BROKER, node.idString()),
                    "group.share.delivery.count.limit");
        }
        return null;
    }

    private @Nullable Integer setting(ConfigResource resource, String name) {
        try {
            Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
            ConfigEntry entry = config == null ? null : config.get(name);
            return entry == null || entry.value() == null ? null : Integer.valueOf(entry.value());
        } catch (IllegalStateException e) {
            LOG.debug("{}: the setting {} of {} can't be read: {}", endpoint, name, resource, e.getMessage());
            return null;
        }
    }

    private void startAt(OffsetReset reset) {
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", reset.name()), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(group(), List.of(set))).all());
    }

    private ConfigResource group() {
        return new ConfigResource(ConfigResource.Type.GROUP, Objects.requireNonNull(endpoint.getGroup()));
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(2 * SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(endpoint + ": interrupted at the start", e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unreachable(e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof RetriableException && !(cause instanceof UnknownTopicOrPartitionException)) {
                throw unreachable(cause);
            }
            throw new IllegalStateException(endpoint + ": the brokers answered: " + cause.getMessage(), cause);
        }
    }

    private IllegalStateException unreachable(Throwable cause) {
        return new IllegalStateException(
                endpoint + ": the brokers " + endpoint.getBrokers() + " can't be reached: "
                        + Objects.requireNonNullElse(cause.getMessage(), "no response within " + 2 * SECONDS + " s")
                        + ". Check the option brokers, that the brokers run, and the security settings",
                cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
