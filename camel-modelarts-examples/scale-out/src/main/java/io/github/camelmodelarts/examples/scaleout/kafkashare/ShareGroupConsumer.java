package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of an endpoint: gives each record that its pollers receive to the route, as an exchange of its own, and tells the poller what
 * the end of the exchange means for the record.
 */
final class ShareGroupConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(ShareGroupConsumer.class);

    /** How long the last acknowledgements and the departure from the group may take at the stop. */
    private static final long LAST_STEP_MILLIS = 20_000;

    /** For an acknowledgement. A longer time would be of no use, because Kafka gives up the locks of a connection that it has lost. */
    private static final int REQUEST_MILLIS = 10_000;

    private final KafkaShareEndpoint endpoint;
    private final List<SharePoller> pollers = new ArrayList<>();
    private int deliveryLimit;
    private @Nullable ExecutorService pollerThreads;
    private @Nullable ExecutorService routeThreads;
    private @Nullable DeadLetters deadLetters;

    ShareGroupConsumer(KafkaShareEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try (StartChecks checks = new StartChecks(endpoint)) {
            deliveryLimit = checks.run();
        }
        deadLetters = new DeadLetters(endpoint);
        ExecutorServiceManager threads = endpoint.getCamelContext().getExecutorServiceManager();
        int consumers = endpoint.getConsumers();
        // a route may block its thread, and a poller must not be blocked, because it renews the locks
        routeThreads = threads.newThreadPool(this, "KafkaShareRoutes", routeThreads(endpoint.getMaxInFlight()));
        pollerThreads = threads.newFixedThreadPool(this, "KafkaSharePollers", consumers);
        for (int i = 0; i < consumers; i++) {
            int records = endpoint.getMaxInFlight() / consumers + (i < endpoint.getMaxInFlight() % consumers ? 1 : 0);
            SharePoller poller = new SharePoller(this, endpoint, records);
            pollers.add(poller);
            pollerThreads.execute(poller);
        }
    }

    /** A record needs one thread at a time: for its exchange, and then for its dead letter. */
    private static ThreadPoolProfile routeThreads(int size) {
        return new ThreadPoolProfileBuilder("KafkaShareRoutes")
                .poolSize(size)
                .maxPoolSize(size)
                // unbounded, but never longer than the number of records in flight. Without a queue, a record whose
                // thread is
                // still busy with the end of another one would be released
                .maxQueueSize(Integer.MAX_VALUE)
                .keepAliveTime(60L)
                .allowCoreThreadTimeOut(true)
                // Camel's default discards silently after the stop: the record would stay in flight
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    /** Opens a connection to the share group. */
    ShareConsumer<byte[], byte[]> open(int records) {
        Map<String, Object> settings = endpoint.clientSettings(ConsumerConfig.configNames());
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, endpoint.getGroup());
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        // with the default, one worker takes all records of a batch of the producer, however many they are
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        ShareConsumer<byte[], byte[]> client =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        client.subscribe(List.of(endpoint.getTopic()));
        return client;
    }

    /** Starts to process a record on another thread. Its end is told to the poller. */
    void begin(Delivery delivery, SharePoller poller) {
        try {
            Objects.requireNonNull(routeThreads).execute(() -> process(delivery, poller));
        } catch (RejectedExecutionException e) {
            poller.ended(delivery, Acknowledgement.RELEASE); // the consumer stops
        }
    }

    private void process(Delivery delivery, SharePoller poller) {
        if (delivery.count() >= deliveryLimit) {
            reject(delivery, poller, DeadLetters.Reason.lost, null);
            return;
        }
        Exchange exchange = null;
        try {
            exchange = exchange(delivery);
            Exchange processed = exchange;
            getAsyncProcessor().process(processed, doneSync -> done(processed, delivery, poller));
        } catch (Throwable e) {
            // also an Error: without an end, the record would stay in flight
            if (exchange == null) {
                getExceptionHandler().handleException("The exchange of " + delivery + " could not be created", e);
                poller.ended(delivery, Acknowledgement.RELEASE);
            } else {
                exchange.setException(e);
                done(exchange, delivery, poller);
            }
        }
    }

    private Exchange exchange(Delivery delivery) {
        ConsumerRecord<byte[], byte[]> record = delivery.record();
        Exchange exchange = createExchange(false);
        Message message = exchange.getIn();
        message.setBody(record.value());
        for (Header header : record.headers()) {
            if (header.value() != null) {
                String value = new String(header.value(), StandardCharsets.UTF_8);
                if (!endpoint.getHeaderFilterStrategy().applyFilterToExternalHeaders(header.key(), value, exchange)) {
                    message.setHeader(header.key(), value);
                }
            }
        }
        if (record.key() != null) {
            message.setHeader(KafkaShareConstants.KEY, new String(record.key(), StandardCharsets.UTF_8));
        }
        message.setHeader(KafkaShareConstants.TOPIC, record.topic());
        message.setHeader(KafkaShareConstants.PARTITION, record.partition());
        message.setHeader(KafkaShareConstants.OFFSET, record.offset());
        message.setHeader(KafkaShareConstants.TIMESTAMP, record.timestamp());
        message.setHeader(KafkaShareConstants.DELIVERY_COUNT, delivery.count());
        return exchange;
    }

    private void done(Exchange exchange, Delivery delivery, SharePoller poller) {
        if (!delivery.markEnded()) {
            return;
        }
        Throwable exception = exchange.getException();
        Throwable cause =
                exception == null ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class) : exception;
        if (cause instanceof CamelExecutionException && cause.getCause() != null) {
            cause = cause.getCause(); // Camel puts it around an Error
        }
        boolean failed = exception != null || exchange.isRollbackOnly();
        Acknowledgement chosen = chosen(exchange, delivery);
        try {
            if (exception != null) {
                getExceptionHandler().handleException("Error processing " + delivery, exchange, exception);
            }
            releaseExchange(exchange, false);
        } finally {
            if (chosen == Acknowledgement.REJECT) {
                rejectLater(delivery, poller, DeadLetters.Reason.rejected, cause);
            } else if (chosen == Acknowledgement.ACCEPT || (chosen == null && !failed)) {
                poller.ended(delivery, Acknowledgement.ACCEPT);
            } else if (chosen == null && delivery.count() >= endpoint.getMaxDeliveries() && !isEnding()) {
                rejectLater(delivery, poller, DeadLetters.Reason.failed, cause);
            } else {
                poller.ended(delivery, Acknowledgement.RELEASE);
            }
        }
    }

    /** Whether a failure can be one of the stop and not of the record. */
    private boolean isEnding() {
        return isSuspendingOrSuspended() || isStoppingOrStopped();
    }

    /** The acknowledgement that the route chose, or null. */
    private static @Nullable Acknowledgement chosen(Exchange exchange, Delivery delivery) {
        Object choice = exchange.getProperty(KafkaShareConstants.ACKNOWLEDGE);
        if (choice == null) {
            choice = exchange.getMessage().getHeader(KafkaShareConstants.ACKNOWLEDGE);
        }
        if (choice == null || choice instanceof Acknowledgement) {
            return (Acknowledgement) choice;
        }
        try {
            return Acknowledgement.valueOf(choice.toString());
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}: the route set {} to {}, which is none of ACCEPT, RELEASE and REJECT. The record is released.",
                    delivery,
                    KafkaShareConstants.ACKNOWLEDGE,
                    choice);
            return Acknowledgement.RELEASE;
        }
    }

    /** Rejects on another thread, because this can be one that must not wait for brokers. */
    private void rejectLater(
            Delivery delivery, SharePoller poller, DeadLetters.Reason reason, @Nullable Throwable exception) {
        try {
            Objects.requireNonNull(routeThreads).execute(() -> reject(delivery, poller, reason, exception));
        } catch (RejectedExecutionException e) {
            poller.ended(delivery, Acknowledgement.RELEASE); // the consumer stops
        }
    }

    private void reject(
            Delivery delivery, SharePoller poller, DeadLetters.Reason reason, @Nullable Throwable exception) {
        boolean written = false;
        try {
            written = Objects.requireNonNull(deadLetters).write(delivery, reason, exception);
        } finally {
            if (!written && delivery.count() >= deliveryLimit) {
                LOG.error(
                        "{}: the consumer stopped before the dead letter was written, and Kafka does not deliver this record again."
                                + " Read it from the topic and send it once more.",
                        delivery);
            }
            poller.ended(delivery, written ? Acknowledgement.REJECT : Acknowledgement.RELEASE);
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        pollers.forEach(SharePoller::suspend);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        pollers.forEach(SharePoller::resume);
    }

    /** Allows Camel to suspend this consumer when a stop begins. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    /** The records that are not acknowledged. At a stop, Camel waits for these as well as for exchanges in flight. */
    @Override
    public int getPendingExchangesSize() {
        return pollers.stream().mapToInt(SharePoller::inFlight).sum();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // doStop does it
    }

    /** Releases the records that are in flight. Camel calls it when there are none, or when its timeout for a stop is over. */
    @Override
    protected void doStop() throws Exception {
        pollers.forEach(SharePoller::stop);
        ExecutorServiceManager threads = endpoint.getCamelContext().getExecutorServiceManager();
        // after its timeout for a stop, Camel interrupts this thread: the pollers would not have the time to release
        boolean interrupted = Thread.interrupted();
        if (pollerThreads != null) {
            threads.shutdownGraceful(pollerThreads, LAST_STEP_MILLIS);
        }
        pollers.clear();
        if (deadLetters != null) {
            deadLetters.close();
        }
        if (routeThreads != null) {
            threads.shutdownNow(routeThreads);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        super.doStop();
    }
}
