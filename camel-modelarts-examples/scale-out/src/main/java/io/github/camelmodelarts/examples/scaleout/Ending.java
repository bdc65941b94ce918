package io.github.camelmodelarts.examples.scaleout;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.examples.ledger.CallOnce;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerException;
import io.github.camelmodelarts.examples.ledger.UncertainCallException;

/** What a failure means for an input. */
enum Ending {
    /** Not caused by the input: the same call can succeed later. */
    LATER,
    /** The service may have predicted the input. The ledger lists it. */
    UNCERTAIN,
    /** No delivery of this input can succeed. */
    NEVER,
    /** Another delivery may succeed. */
    ANOTHER_DELIVERY;

    /** Returns the meaning of the failure of an exchange. */
    static Ending of(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof UncertainCallException) {
            return UNCERTAIN;
        } else if (failure instanceof LedgerException ledger) {
            return ledger.isRetryable() ? LATER : NEVER;
        } else if (failure instanceof InvalidAnnouncementException) {
            return NEVER;
        } else if (failure instanceof UnreadableFolderException) {
            return LATER;
        } else if (failure instanceof ModelArtsRequestException) {
            // the component can't make a request of this input
            return ANOTHER_DELIVERY;
        }
        return of(exchange.getProperty(CallOnce.STATE, CallState.class));
    }

    private static Ending of(@Nullable CallState ended) {
        if (ended == null) {
            return ANOTHER_DELIVERY;
        }
        return switch (ended) {
            case OPEN -> LATER;
            case UNCERTAIN -> UNCERTAIN;
            case REJECTED -> NEVER;
            case CALLING, DONE -> ANOTHER_DELIVERY;
        };
    }
}
