package io.github.camelmodelarts.exchange;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.call.CallListener;

/** Carries a listener from what observes an exchange to the producer, for the next call only. */
public final class ListenedExchange {

    private static final String LISTENER = "CamelModelArtsCallListener";

    private ListenedExchange() {}

    /** The next call of the exchange notifies this listener. */
    public static void listen(Exchange exchange, CallListener listener) {
        exchange.setProperty(LISTENER, listener);
    }

    /** Returns the listener and removes it from the exchange; {@link CallListener#NONE} if there is none. */
    public static CallListener taken(Exchange exchange) {
        return exchange.removeProperty(LISTENER) instanceof CallListener listener ? listener : CallListener.NONE;
    }
}
