package io.github.camelmodelarts.examples.filedrop;

import java.io.File;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.Input;

/** The steps of the routes that record the progress of each file, from accepting it to its end. Thread-safe. */
final class Desk extends EventNotifierSupport {

    private static final String NAME_PROPERTY = "fileDropName";

    /** The name that the file got when it was accepted, in Camel's simple language. */
    static final String NAME = "${exchangeProperty." + NAME_PROPERTY + "}";

    private final Tally tally;
    private final Names names;
    private final @Nullable Calls calls;
    private final Runnable afterEach;

    /**
     * Creates the steps.
     *
     * @param calls the ledger of calls; null without one
     * @param afterEach called after the end of each file is recorded
     */
    Desk(Tally tally, Names names, @Nullable Calls calls, Runnable afterEach) {
        this.tally = tally;
        this.names = names;
        this.calls = calls;
        this.afterEach = afterEach;
    }

    void accept(Exchange exchange) throws InvalidPayloadException, IOException {
        Path file = exchange.getMessage().getMandatoryBody(File.class).toPath();
        String arrivedAs = file.getFileName().toString();
        String hash = calls == null ? "" : Calls.hash(file);
        String name = names.claim(arrivedAs, candidate -> calls != null && calls.areOf(hash, candidate));
        Job job = new Job(arrivedAs, name, file, hash);
        exchange.setProperty(NAME_PROPERTY, job.name());
        job.putOn(exchange);
        if (calls != null) {
            new Input(hash, hash, file.toString()).putOn(exchange);
        }
        tally.opened(job);
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
            tally.closed(job);
            names.release(job.name());
            afterEach.run();
        }
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeCompletedEvent || event instanceof ExchangeFailedEvent;
    }
}
