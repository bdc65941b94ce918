package io.github.camelmodelarts.examples.ledger;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/**
 * Makes the call inside it at most once for each input, by a {@link CallLedger}. The route must not repeat the call inside the policy: use
 * {@code errorHandler(noErrorHandler())}, and repeat the whole in a route that calls this one.
 *
 * <p>After it the body is the response as {@code byte[]}, of this call or of an earlier one. Headers of the response are there only after
 * a call.
 */
public final class CallOnce implements Policy {

    /**
     * The exchange property with the {@link CallState} in which the call of this exchange has ended; not there if no call was made. After a
     * failure it says what the ledger has made of it: {@code OPEN} may be called again, {@code UNCERTAIN} and {@code REJECTED} not.
     */
    public static final String STATE = "CamelCallLedgerState";

    private final CallLedger ledger;
    private final String step;

    CallOnce(CallLedger ledger, String step) {
        this.ledger = ledger;
        this.step = step;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // nothing to prepare
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
        WrappedSteps.requireSafe(processor, step);
        AsyncProcessor call = AsyncProcessorConverterHelper.convert(processor);
        return new OneCall(route.getCamelContext(), ledger, step, call);
    }
}
