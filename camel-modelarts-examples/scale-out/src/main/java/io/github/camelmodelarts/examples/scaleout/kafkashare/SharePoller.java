package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one thread with one connection to the share group: takes records, has them processed all at the same time, acknowledges each
 * when it has ended, and takes new ones when all have ended. Meanwhile it renews the locks of those in process. A connection can be used by
 * this thread only, so ends arrive through a queue.
 */
final class SharePoller implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SharePoller.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Kafka's default for the lock of a record, for a connection that does not yet know it. */
    private static final int LOCK_MILLIS = 30_000;

    private enum State {
        RUNNING,
        SUSPENDED,
        STOPPED
    }

    private final ShareGroupConsumer consumer;
    private final KafkaShareEndpoint endpoint;
    private final int records;
    private final PollFailures failures;
    private final BlockingQueue<Runnable> ends = new LinkedBlockingQueue<>();

    /** By the names of their records. */
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();

    private volatile State state = State.RUNNING;
    private volatile int inFlight;
    private int lockMillis = LOCK_MILLIS;
    private long renewAt;

    SharePoller(ShareGroupConsumer consumer, KafkaShareEndpoint endpoint, int records) {
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.records = records;
        failures = new PollFailures(endpoint.toString(), consumer.getExceptionHandler());
    }

    /** The number of records that were taken and are not acknowledged. */
    int inFlight() {
        return inFlight;
    }

    /** Tells, from any thread, how the processing of a record ended. */
    void ended(Delivery delivery, Acknowledgement acknowledgement) {
        ends.add(() -> {
            long delay = acknowledgement == Acknowledgement.RELEASE ? endpoint.getReleaseDelay() : 0;
            delivery.end(acknowledgement, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay));
        });
    }

    /** Takes no new records from now on. When those in flight have ended it leaves the group, so that it locks none. */
    void suspend() {
        become(State.SUSPENDED);
    }

    /** Takes records again. */
    void resume() {
        become(State.RUNNING);
    }

    /** Releases the records in flight, leaves the group and ends. */
    void stop() {
        become(State.STOPPED);
    }

    private void become(State next) {
        state = next;
        ends.add(() -> {}); // wakes the thread
    }

    @Override
    public void run() {
        while (state != State.STOPPED) {
            try {
                if (state == State.SUSPENDED) {
                    ends.take().run();
                } else if (!consumed()) {
                    pause();
                }
            } catch (InterruptedException e) {
                // the stop, or by mistake
                LOG.debug("{}: interrupted", endpoint);
            }
        }
    }

    /** Consumes until it is told to stop. Returns false after a failure, also after an Error, because nothing would notice that a thread is missing. */
    private boolean consumed() throws InterruptedException {
        try {
            consume();
            return true;
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (RuntimeException | Error e) {
            failures.failed(e);
            return false;
        }
    }

    private void consume() throws InterruptedException {
        ShareConsumer<byte[], byte[]> client = consumer.open(records);
        try {
            while (state == State.RUNNING) {
                begin(client.poll(POLL));
                lockMillis = client.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS);
                renewLater();
                while (!deliveries.isEmpty()) {
                    awaitEnds();
                    acknowledge(client);
                }
                failures.polled(client.metrics());
            }
        } finally {
            close(client);
            // empty, unless an exception ended the connection: then its locks are gone
            loseLocks(deliveries.values(), "the connection was closed");
            removeEnded();
            while (!deliveries.isEmpty() && state != State.STOPPED) {
                ends.take().run();
                removeEnded();
            }
            deliveries.clear();
            inFlight = 0;
        }
    }

    private void removeEnded() {
        deliveries.values().removeIf(delivery -> delivery.end() != null);
        inFlight = deliveries.size();
    }

    private void close(ShareConsumer<byte[], byte[]> client) {
        try {
            client.close(CLOSE);
        } catch (KafkaException e) {
            LOG.debug("{}: the connection was closed with an exception", endpoint, e);
        }
    }

    private void begin(ConsumerRecords<byte[], byte[]> polled) {
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            Delivery delivery = new Delivery(record);
            // a renewed record comes back from the next poll, and is the same delivery
            if (deliveries.putIfAbsent(delivery.toString(), delivery) == null) {
                inFlight = deliveries.size();
                if (state == State.RUNNING) {
                    consumer.begin(delivery, this);
                } else {
                    delivery.end(Acknowledgement.RELEASE, System.nanoTime());
                }
            }
        }
    }

    private void renewLater() {
        renewAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lockMillis) / 3;
    }

    /** Waits until an exchange has ended, or something is due. */
    private void awaitEnds() throws InterruptedException {
        long due = renewAt;
        for (Delivery delivery : deliveries.values()) {
            if (delivery.end() != null && delivery.acknowledgedFrom() - due < 0) {
                due = delivery.acknowledgedFrom();
            }
        }
        Runnable end = ends.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        while (end != null) {
            end.run();
            end = ends.poll();
        }
    }

    /** Acknowledges what has ended, and renews the other locks when it is time. */
    private void acknowledge(ShareConsumer<byte[], byte[]> client) {
        long now = System.nanoTime();
        boolean stopped = state == State.STOPPED;
        boolean renew = !stopped && now - renewAt >= 0;
        List<Delivery> acknowledged = new ArrayList<>();
        List<Delivery> renewed = new ArrayList<>();
        for (Delivery delivery : deliveries.values()) {
            Acknowledgement end = delivery.end();
            boolean due = end != null && (state != State.RUNNING || now - delivery.acknowledgedFrom() >= 0);
            if (due || stopped) {
                acknowledged.add(delivery);
                acknowledge(client, delivery, AcknowledgeType.valueOf(end == null ? "RELEASE" : end.name()));
            } else if (renew && delivery.locked()) {
                renewed.add(delivery);
                acknowledge(client, delivery, AcknowledgeType.RENEW);
            }
        }
        if (!acknowledged.isEmpty() || !renewed.isEmpty()) {
            commit(client, acknowledged, renewed);
        }
        if (renew) {
            renewLater();
        }
        deliveries.values().removeAll(acknowledged);
        inFlight = deliveries.size();
    }

    private void acknowledge(ShareConsumer<byte[], byte[]> client, Delivery delivery, AcknowledgeType type) {
        if (delivery.locked()) {
            try {
                client.acknowledge(delivery.record(), type);
            } catch (IllegalStateException e) {
                loseLocks(List.of(delivery), e.getMessage());
            }
        }
    }

    private void commit(ShareConsumer<byte[], byte[]> client, List<Delivery> acknowledged, List<Delivery> renewed) {
        List<Delivery> all = new ArrayList<>(acknowledged);
        all.addAll(renewed);
        client.commitSync()
                .forEach((partition, failure) -> failure.ifPresent(exception -> loseLocks(
                        all.stream()
                                .filter(delivery -> delivery.isOf(partition.topicPartition()))
                                .toList(),
                        exception.toString())));
        if (renewed.stream().anyMatch(Delivery::locked)) {
            begin(client.poll(Duration.ZERO));
        }
    }

    private void loseLocks(Collection<Delivery> lost, @Nullable String reason) {
        List<Delivery> locked = lost.stream().filter(Delivery::locked).toList();
        if (!locked.isEmpty()) {
            locked.forEach(Delivery::loseLock);
            LOG.warn(
                    "{}: {} could not be acknowledged, or renewed: {}. Kafka delivers them again, perhaps to another"
                            + " worker, and what their exchanges did may be done twice.",
                    endpoint,
                    locked,
                    reason);
        }
    }

    private void pause() throws InterruptedException {
        long until = System.nanoTime() + failures.nextPauseNanos();
        while (state == State.RUNNING && until - System.nanoTime() > 0) {
            Runnable end = ends.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (end != null) {
                end.run();
            }
        }
    }
}
