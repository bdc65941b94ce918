package io.github.camelmodelarts.support;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Records how the exchanges sent to a producer ended: how often each was called back, and on which thread. Thread-safe. */
public final class Ends {

    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();

    /** One callback. */
    public record End(Exchange exchange, boolean doneSync, String thread) {}

    /** Sends an exchange, and returns the producer's return value. */
    public boolean send(AsyncProducer producer, Exchange exchange) {
        sent.incrementAndGet();
        return producer.process(
                exchange,
                doneSync -> ends.add(
                        new End(exchange, doneSync, Thread.currentThread().getName())));
    }

    /** The number of exchanges that have ended. */
    public int count() {
        return ends.size();
    }

    /** The number of exchanges that were sent. */
    public int sent() {
        return sent.get();
    }

    /** Waits until all exchanges have ended, each exactly once. */
    public List<End> awaitAll() {
        await("ends").atMost(FaultTest.SOON).until(() -> ends.size() >= sent.get());
        List<End> all = List.copyOf(ends);
        assertThat(all).extracting(End::exchange).doesNotHaveDuplicates().hasSize(sent.get());
        return all;
    }

    /** Waits until all exchanges have ended, and returns them. */
    public List<Exchange> awaitExchanges() {
        return awaitAll().stream().map(End::exchange).toList();
    }
}
