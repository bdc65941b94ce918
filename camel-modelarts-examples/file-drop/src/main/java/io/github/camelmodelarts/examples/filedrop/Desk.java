package io.github.camelmodelarts.examples.filedrop;

import java.io.File;
import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.EventNotifierSupport;

/** The steps of the routes that record the progress of each file, from accepting it to its end. Thread-safe. */
final class Desk extends EventNotifierSupport {

    private static final String NAME_PROPERTY = "fileDropName";

    /** The name that the file got when it was accepted, in Camel's simple language. */
    static final String NAME = "${exchangeProperty." + NAME_PROPERTY + "}";

    private final Ledger ledger;
    private final Names names;
    private final Runnable afterEach;

    /**
     * Creates the steps.
     *
     * @param afterEach called after the end of each file is recorded
     */
    Desk(Ledger ledger, Names names, Runnable afterEach) {
        this.ledger = ledger;
        this.names = names;
        this.afterEach = afterEach;
    }

    void accept(Exchange exchange) throws InvalidPayloadException {
        Path file = exchange.getMessage().getMandatoryBody(File.class).toPath();
        String arrivedAs = file.getFileName().toString();
        Job job = new Job(arrivedAs, names.claim(arrivedAs), file);
        exchange.setProperty(NAME_PROPERTY, job.name());
        job.putOn(exchange);
        ledger.opened(job);
    }

    Processor begins(String step) {
        return exchange -> Job.of(exchange).begin(step);
    }

    Processor predicted(Prediction.Reader reader) {
        return exchange ->
                Job.of(exchange).predicted(Prediction.of(exchange.getMessage().getBody(String.class), reader));
    }

    Predicate labelled(String label) {
        return exchange -> Job.of(exchange).label().equals(exchange.getContext().resolvePropertyPlaceholders(label));
    }

    void fail(Exchange exchange) {
        Job job = Job.of(exchange);
        Reason reason = Reason.of(job, exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        job.fail(reason.brief());
        exchange.getMessage().setBody(reason.text());
    }

    /** Records the end of an exchange, after its file was moved. */
    @Override
    public void notify(CamelEvent event) {
        Job job = Job.find(((ExchangeEvent) event).getExchange());
        if (job != null) {
            ledger.closed(job);
            names.release(job.name());
            afterEach.run();
        }
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeCompletedEvent || event instanceof ExchangeFailedEvent;
    }
}
