package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A record that was delivered and is not yet acknowledged. Only the thread of its poller changes it, except for {@link #markEnded()}. */
final class Delivery {

    private final ConsumerRecord<byte[], byte[]> record;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable Acknowledgement end;
    private long acknowledgedFrom;
    private boolean locked = true;

    Delivery(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** The number of this delivery of the record, from 1. */
    int count() {
        return record.deliveryCount().orElse((short) 1);
    }

    /** Marks it as ended. Returns false if it was already: an exchange can have two, if a route throws after it called back. */
    boolean markEnded() {
        return ended.compareAndSet(false, true);
    }

    /** Sets what is to be acknowledged, and the earliest time for it. */
    void end(Acknowledgement acknowledgement, long from) {
        end = acknowledgement;
        acknowledgedFrom = from;
    }

    @Nullable
    Acknowledgement end() {
        return end;
    }

    /** The earliest time to acknowledge it. Has a meaning only with an {@link #end()}. */
    long acknowledgedFrom() {
        return acknowledgedFrom;
    }

    /** Whether the record is locked for this consumer, as far as it knows. If not, another consumer may have it. */
    boolean locked() {
        return locked;
    }

    void loseLock() {
        locked = false;
    }

    boolean isOf(TopicPartition partition) {
        return record.partition() == partition.partition() && record.topic().equals(partition.topic());
    }

    /** The unique name of the record, as in {@code inputs-0@4711}. */
    @Override
    public String toString() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
