package io.github.camelmodelarts.examples.scaleout;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that inputs wait for a service or a database, once a minute at most. Called before each redelivery. Thread-safe. */
final class WaitingInputs implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingInputs.class);

    /** A shorter wait is not worth a line. */
    private static final int SILENT_REDELIVERIES = 4;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - MINUTE);

    @Override
    public void process(Exchange exchange) {
        int redeliveries = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, int.class);
        long last = lastLine.get();
        long now = System.nanoTime();
        if (redeliveries > SILENT_REDELIVERIES && now - last >= MINUTE && lastLine.compareAndSet(last, now)) {
            LOG.warn(
                    "Inputs wait, and are tried again every 10 s. The last failure: {}",
                    String.valueOf(exchange.getProperty(Exchange.EXCEPTION_CAUGHT)));
        }
    }
}
