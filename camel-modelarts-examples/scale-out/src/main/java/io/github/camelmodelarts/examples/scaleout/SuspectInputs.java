package io.github.camelmodelarts.examples.scaleout;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

/**
 * Finds inputs that the service can't process although it says that it is away, for example because they crash the model: it responds with
 * an error to the same input several times, and predicts many others meanwhile. Thread-safe.
 */
final class SuspectInputs {

    private static final String PREDICTED_BEFORE = "scaleOutPredictedBefore";
    private static final int FEWEST_FAILURES = 4;
    private static final int FEWEST_OTHERS = 20;

    private final AtomicLong predicted = new AtomicLong();

    /** Counts a prediction. */
    void predicted() {
        predicted.incrementAndGet();
    }

    /** Returns whether the failure of this exchange is probably caused by its input. */
    boolean isToBlame(Exchange exchange) {
        boolean isResponse =
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof ModelArtsOperationFailedException
                        && ErrorCategory.SERVER_ERROR
                                .name()
                                .equals(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY));
        if (!isResponse) {
            return false;
        }
        Long before = exchange.getProperty(PREDICTED_BEFORE, Long.class);
        if (before == null) {
            exchange.setProperty(PREDICTED_BEFORE, predicted.get());
            return false;
        }
        int failures = 1 + exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, int.class);
        return failures >= FEWEST_FAILURES && predicted.get() - before >= FEWEST_OTHERS;
    }
}
