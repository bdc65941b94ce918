package io.github.camelmodelarts.exchange;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ResponseStream;
import io.github.camelmodelarts.api.StreamEnd;
import io.github.camelmodelarts.call.CallListener;

/**
 * The exchange whose body is a streamed response. Ends the response when the exchange is done, also after a handover to
 * another exchange, and sets the properties that say how the response ended. Thread-safe, except {@link #tellEnd()} and
 * {@link #tellFailure}: only the thread that owns the exchange calls them.
 */
final class StreamOwner extends SynchronizationAdapter {

    private static final String READ_ALREADY =
            "This streamed response was read already: use streaming=false, or write it"
                    + " to a file first, for steps that read it again";
    private static final String EXCHANGE_DONE = "The streamed response was closed, because the exchange that called the"
            + " service is done: read it in its route, or use streaming=false";

    private final ResponseStream stream;
    private final CallListener listener;
    /** Null when the exchange is done: Camel can use the object for another exchange then. */
    private volatile @Nullable Exchange exchange;

    private volatile @Nullable Object redeliveries;
    private volatile @Nullable LongSupplier events;
    private volatile @Nullable Supplier<@Nullable UsedTokens> tokens;

    private StreamOwner(Exchange exchange, ResponseStream stream, CallListener listener) {
        this.exchange = exchange;
        this.stream = stream;
        this.listener = listener;
    }

    /** Makes an exchange the owner of a response. An exchange without a unit of work hands the owner over to one that has it, as enrich does. */
    static StreamOwner of(Exchange exchange, ResponseStream stream, CallListener listener) {
        StreamOwner owner = new StreamOwner(exchange, stream, listener);
        exchange.getExchangeExtension().addOnCompletion(owner);
        return owner;
    }

    static ModelArtsStreamException readAlready() {
        return new ModelArtsStreamException(READ_ALREADY, false, null);
    }

    /** Called before each read. */
    void reading() {
        if (redeliveries == null) {
            redeliveries = redeliveries();
        }
    }

    /** Whether the exchange failed after the response was read, and is now at the step that read it again. */
    boolean isRedelivered() {
        Object before = redeliveries;
        return before != null && exchange != null && !before.equals(redeliveries());
    }

    private Object redeliveries() {
        Exchange owner = exchange;
        Object count = owner == null ? null : owner.getMessage().getHeader(Exchange.REDELIVERY_COUNTER);
        return count == null ? 0 : count;
    }

    boolean hasFailed() {
        Exchange owner = exchange;
        return owner != null && owner.getException() != null;
    }

    /** Sets what counts the events and the tokens, if the response consists of events. */
    void counts(LongSupplier read, Supplier<@Nullable UsedTokens> used) {
        events = read;
        tokens = used;
    }

    /** Sets the properties that say how the response ended, if it has. */
    void tellEnd() {
        LongSupplier read = events;
        UsedTokens used = used();
        StreamEnd end = stream.end();
        Exchange owner = exchange;
        if (end != null && owner != null) {
            owner.setProperty(ModelArtsConstants.STREAM_END_PROPERTY, end.name());
            if (read != null) {
                owner.setProperty(ModelArtsConstants.STREAM_EVENTS_PROPERTY, read.getAsLong());
            }
            if (used != null) {
                used.tell(owner);
            }
        }
    }

    /** Sets the properties of a response that could not be read to its end. */
    void tellFailure(ModelArtsStreamException failure) {
        tellEnd();
        Exchange owner = exchange;
        if (owner != null) {
            owner.setProperty(
                    ModelArtsConstants.ERROR_CATEGORY_PROPERTY,
                    failure.getCategory().name());
        }
    }

    @Override
    public void beforeHandover(Exchange target) {
        exchange = target;
    }

    @Override
    public void onDone(Exchange done) {
        stream.close(new ModelArtsStreamException(EXCHANGE_DONE, false, null));
        // some steps call the service with a copy of the exchange
        exchange = done;
        tellEnd();
        exchange = null;
        // now, because a response that seems to be complete can still turn out to be unreadable while it is read
        StreamEnd end = stream.end();
        if (end != null) {
            listener.streamEnded(end);
        }
        UsedTokens used = used();
        if (used != null) {
            used.tell(listener);
        }
    }

    private @Nullable UsedTokens used() {
        Supplier<@Nullable UsedTokens> counted = tokens;
        return counted == null ? null : counted.get();
    }
}
