package io.github.camelmodelarts.exchange;

import org.apache.camel.Exchange;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * Holds the share of the memory budget that a large response uses while it is the body of an exchange. Releases the
 * share when the exchange is done, also after a handover to another exchange, or when another response replaces the
 * body. Thread-safe.
 */
public final class HeldAnswer extends SynchronizationAdapter implements SafeCopyProperty {

    private static final String KEY = HeldAnswer.class.getName();

    private final ResponseMemory.Share memory;

    private HeldAnswer(ResponseMemory.Share memory) {
        this.memory = memory;
    }

    /**
     * Takes over the share of a response that was mapped to the exchange. Releases a small share, and the part of a
     * large share that is no longer needed. If the exchange has no unit of work, its end is not known: then the
     * remaining share stays with the response.
     */
    public static void hold(Exchange exchange, ServiceResponse response) {
        giveBack(exchange);
        ResponseMemory.Share memory = response.memory();
        if (!memory.isLarge()) {
            memory.release();
            return;
        }
        // a string has at most two bytes per character, or one if only one was reserved for it
        memory.lower(
                exchange.getMessage().getBody() instanceof String text
                        ? Math.min(2L * text.length(), memory.charged() - response.body().length)
                        : response.body().length);
        if (exchange.getUnitOfWork() != null) {
            HeldAnswer held = new HeldAnswer(memory.moved());
            exchange.getExchangeExtension().setSafeCopyProperty(KEY, held);
            exchange.getExchangeExtension().addOnCompletion(held);
        }
    }

    /** Releases the share of an earlier response, because the body is replaced. */
    public static void giveBack(Exchange exchange) {
        HeldAnswer earlier = of(exchange);
        if (earlier != null) {
            exchange.getUnitOfWork().removeSynchronization(earlier);
            exchange.getExchangeExtension().setSafeCopyProperty(KEY, null);
            earlier.memory.release();
        }
    }

    /**
     * Returns the share that the exchange owns, or null. A copy of an exchange has the property, too, but owns the
     * share only if the completions were handed over to it.
     */
    private static @Nullable HeldAnswer of(Exchange exchange) {
        HeldAnswer known = exchange.getExchangeExtension().getSafeCopyProperty(KEY, HeldAnswer.class);
        return known != null
                        && exchange.getUnitOfWork() != null
                        && exchange.getUnitOfWork().containsSynchronization(known)
                ? known
                : null;
    }

    @Override
    public void onDone(Exchange exchange) {
        memory.release();
    }

    @Override
    public SafeCopyProperty safeCopy() {
        return this;
    }
}
