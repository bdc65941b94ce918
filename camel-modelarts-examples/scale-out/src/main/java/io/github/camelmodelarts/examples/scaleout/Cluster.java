package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The topics and groups of the runs in a Kafka cluster. */
final class Cluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DEAD_LETTER = ".dead-letter";

    private final Admin admin;
    private final String bootstrap;

    /** Connects when it is used. */
    Cluster(String bootstrap) {
        this.bootstrap = bootstrap;
        Map<String, Object> settings = KafkaSettings.of(bootstrap);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        admin = Admin.create(settings);
    }

    /** Creates a topic for announcements and one for its dead letters, with the cluster's number of replicas. */
    void createTopic(String topic, int partitions) throws IOException, InterruptedException {
        done(admin.createTopics(List.of(
                        new NewTopic(topic, Optional.of(partitions), Optional.empty()),
                        new NewTopic(topic + DEAD_LETTER, Optional.of(1), Optional.empty())))
                .all());
    }

    /** The number of members of a share group that have partitions. */
    long shareMembers(String group) throws IOException, InterruptedException {
        try {
            return done(admin.describeShareGroups(List.of(group)).all()).values().stream()
                    .flatMap(described -> described.members().stream())
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (IOException e) {
            return missing(e);
        }
    }

    /** The number of members of a classic consumer group. More members than partitions have nothing to do. */
    long classicMembers(String group) throws IOException, InterruptedException {
        try {
            return done(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .mapToLong(described -> described.members().size())
                    .sum();
        } catch (IOException e) {
            return missing(e);
        }
    }

    private static long missing(IOException failure) throws IOException {
        if (failure.getCause() instanceof GroupIdNotFoundException) {
            return 0;
        }
        throw failure;
    }

    /** Deletes the topics of {@link #createTopic}. */
    void deleteTopic(String topic) throws IOException, InterruptedException {
        done(admin.deleteTopics(List.of(topic, topic + DEAD_LETTER)).all());
    }

    private <T> T done(KafkaFuture<T> asked) throws IOException, InterruptedException {
        try {
            return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("The Kafka cluster " + bootstrap + " responded: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The Kafka cluster " + bootstrap + " did not respond within " + PATIENCE.toSeconds()
                            + " s. Check --bootstrap, and that this machine can reach all brokers.",
                    e);
        }
    }

    @Override
    public void close() {
        admin.close(PATIENCE);
    }
}
