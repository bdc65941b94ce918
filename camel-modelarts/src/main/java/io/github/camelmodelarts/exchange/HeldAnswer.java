package io.github.camelmodelarts.exchange;

import org.apache.camel.Exchange;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * The memory of a large answer that is the body of an exchange: given back when the exchange is done, wherever it was handed over to, or
 * when another answer replaces the body. Thread-safe.
 */
public final class HeldAnswer extends SynchronizationAdapter implements SafeCopyProperty {

    private static final String KEY = HeldAnswer.class.getName();

    private final ResponseMemory.Share memory;

    private HeldAnswer(ResponseMemory.Share memory) {
        this.memory = memory;
    }

    /**
     * To be called when the response is mapped. What is small is given back; so is what a large one no longer needs. Without a unit of
     * work, it is not known when the exchange is done: then the rest stays with the response.
     */
    public static void hold(Exchange exchange, ServiceResponse response) {
        giveBack(exchange);
        ResponseMemory.Share memory = response.memory();
        if (!memory.isLarge()) {
            memory.release();
            return;
        }
        // a string has two bytes per character at most, or one if that is all that was reserved for it
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

    /** Gives back what the exchange holds of an earlier answer, because its body is replaced. */
    public static void giveBack(Exchange exchange) {
        HeldAnswer earlier = of(exchange);
        if (earlier != null) {
            exchange.getUnitOfWork().removeSynchronization(earlier);
            exchange.getExchangeExtension().setSafeCopyProperty(KEY, null);
            earlier.memory.release();
        }
    }

    /** A copy of an exchange knows the answer, too, but only where the completions were handed over to it is the answer its own. */
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
