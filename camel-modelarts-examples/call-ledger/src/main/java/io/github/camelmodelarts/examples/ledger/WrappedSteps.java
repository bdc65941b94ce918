package io.github.camelmodelarts.examples.ledger;

import org.apache.camel.Channel;
import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.ModelArtsEndpoint;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/** Looks at the steps that a policy wraps. Steps that choose an endpoint for each exchange, as toD, have none to look at. */
final class WrappedSteps {

    private WrappedSteps() {}

    /** @throws IllegalArgumentException if a step could make more than one call for an input */
    static void requireSafe(@Nullable Object step, String name) {
        if (step instanceof Channel channel
                && channel.getErrorHandler() instanceof RedeliveryErrorHandler handler
                && repeats(handler)) {
            throw new IllegalArgumentException(
                    "The error handler of the route with the ledger's step " + name
                            + " would repeat the call without asking the ledger. Set errorHandler(noErrorHandler()) in this route, and repeat in a route that calls it");
        }
        if (step instanceof EndpointAware aware && aware.getEndpoint() instanceof ModelArtsEndpoint endpoint) {
            requireSafe(endpoint, name);
        }
        if (step instanceof Navigate<?> steps && steps.hasNext()) {
            steps.next().forEach(next -> requireSafe(next, name));
        }
    }

    private static boolean repeats(RedeliveryErrorHandler handler) {
        try {
            return handler.determineIfRedeliveryIsEnabled();
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    private static void requireSafe(ModelArtsEndpoint endpoint, String name) {
        ModelArtsConfiguration options = endpoint.getConfiguration();
        if (options.getRetryOn() == RetryOn.IDEMPOTENT) {
            throw new IllegalArgumentException(
                    "retryOn=IDEMPOTENT of " + endpoint + " can predict an input twice, which the ledger's step " + name
                            + " must not do. Set retryOn=SAFE");
        }
        if (!options.isThrowExceptionOnFailure()) {
            throw new IllegalArgumentException("throwExceptionOnFailure=false of " + endpoint
                    + " hides from the ledger's step " + name + " whether the call succeeded. Remove this option");
        }
    }
}
