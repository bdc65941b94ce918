package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes dead letters, because share groups of Kafka 4.3 have no dead letter topic of their own. */
final class DeadLetters implements AutoCloseable {

    /** Why a record becomes a dead letter. */
    enum Reason {
        /** Its exchange failed in the last of its deliveries. */
        failed,
        /** The route chose it. */
        rejected,
        /** It is the last delivery before Kafka drops the record, because earlier ones had no end. */
        lost
    }

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST = 2_000;
    private static final long SHORTEST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final String topic;
    private final String group;
    private final KafkaProducer<byte[], byte[]> producer;
    private final CountDownLatch closed = new CountDownLatch(1);

    DeadLetters(KafkaShareEndpoint endpoint) {
        topic = endpoint.deadLetters();
        group = Objects.requireNonNull(endpoint.getGroup());
        Map<String, Object> settings = endpoint.clientSettings(ProducerConfig.configNames());
        // the limit of the dead letter topic counts, not the client's
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
        // an idempotent producer without the WRITE right fails for ever, also after the right is granted
        settings.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes a dead letter and waits until the brokers have it. After any failure it tries again, because each further
     * delivery of the record would bring it closer to the limit at which Kafka drops it.
     *
     * @return false if it was not written before the consumer stopped
     */
    boolean write(Delivery delivery, Reason reason, @Nullable Throwable exception) {
        ProducerRecord<byte[], byte[]> letter = letter(delivery, reason, exception);
        long pause = SHORTEST_PAUSE_MILLIS;
        String reported = "";
        try {
            while (closed.getCount() > 0) {
                Throwable failure = send(letter);
                if (failure == null) {
                    LOG.warn(
                            "{} is a dead letter in {} ({}, delivery {}){}",
                            delivery,
                            topic,
                            reason,
                            delivery.count(),
                            exception == null ? "" : ": " + exception);
                    return true;
                }
                if (failure instanceof RecordTooLargeException && letter.value() != null) {
                    LOG.warn("{} is too large for {}: the dead letter is written without its value", delivery, topic);
                    letter = withoutValue(letter);
                    continue;
                }
                if (!reported.equals(failure.toString())) {
                    reported = failure.toString();
                    LOG.error(
                            "The dead letter of {} could not be written to {}: {}. It is tried again until the consumer"
                                    + " stops. Check that the topic accepts records of this size, and that the user has the"
                                    + " right to write to it.",
                            delivery,
                            topic,
                            reported);
                }
                if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Returns the failure, or null if the brokers have the letter. */
    private @Nullable Throwable send(ProducerRecord<byte[], byte[]> letter) throws InterruptedException {
        try {
            producer.send(letter).get();
            return null;
        } catch (ExecutionException e) {
            return Objects.requireNonNullElse(e.getCause(), e);
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (KafkaException | IllegalStateException e) {
            return e;
        }
    }

    private static ProducerRecord<byte[], byte[]> withoutValue(ProducerRecord<byte[], byte[]> letter) {
        ProducerRecord<byte[], byte[]> shorter =
                new ProducerRecord<>(letter.topic(), null, letter.key(), null, letter.headers());
        put(
                shorter.headers(),
                KafkaShareConstants.DEAD_LETTER_OMITTED_VALUE_SIZE,
                Integer.toString(letter.value().length));
        return shorter;
    }

    private ProducerRecord<byte[], byte[]> letter(Delivery delivery, Reason reason, @Nullable Throwable exception) {
        ConsumerRecord<byte[], byte[]> record = delivery.record();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_REASON, reason.name());
        letter.headers().remove(KafkaShareConstants.DEAD_LETTER_EXCEPTION);
        letter.headers().remove(KafkaShareConstants.DEAD_LETTER_OMITTED_VALUE_SIZE);
        if (exception != null) {
            String text = exception.toString();
            put(
                    letter.headers(),
                    KafkaShareConstants.DEAD_LETTER_EXCEPTION,
                    text.substring(0, Math.min(text.length(), LONGEST)));
        }
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_TOPIC, record.topic());
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_PARTITION, Integer.toString(record.partition()));
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_OFFSET, Long.toString(record.offset()));
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_DELIVERIES, Integer.toString(delivery.count()));
        put(letter.headers(), KafkaShareConstants.DEAD_LETTER_GROUP, group);
        return letter;
    }

    /** Replaces the header of an earlier dead letter that was written back to the topic. */
    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        closed.countDown();
        producer.close(Duration.ZERO);
    }
}
