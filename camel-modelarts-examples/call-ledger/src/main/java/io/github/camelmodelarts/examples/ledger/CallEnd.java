package io.github.camelmodelarts.examples.ledger;

import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * How a call ended, from the view of its worker.
 *
 * @param result of a call that is done; null if the response has no body
 * @param error of a call that is not done
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CallEnd(
        CallState state, byte @Nullable [] result, @Nullable String error) {

    private static final int LONGEST_ERROR = 2000;

    /** The statuses of the caller, the address, or the way to it. All other 4xx can speak of the content. */
    private static final Set<Integer> OF_ADDRESS = Set.of(401, 403, 404, 405, 407, 408, 429);

    /** The error codes that speak of the service or its address also with these statuses. See the table of codes of the component. */
    private static final Pattern OF_SERVICE =
            Pattern.compile("APIG[.]0(?!201).*|ModelArts[.][0234]...|model_not_found");

    static CallEnd of(Exchange exchange) {
        Throwable failure = exchange.getException();
        Object category = exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY);
        if (failure == null && category == null) {
            try {
                return new CallEnd(CallState.DONE, exchange.getMessage().getBody(byte[].class), null);
            } catch (RuntimeException | Error e) {
                // an Error, too: the exchange must complete
                return failed(CallState.UNCERTAIN, e);
            }
        } else if (failure == null) {
            return new CallEnd(
                    CallState.UNCERTAIN,
                    null,
                    "The service responded with an error, which is not an exception: remove throwExceptionOnFailure=false");
        }
        return failed(state(failure, category), failure);
    }

    static CallEnd failed(CallState state, Throwable failure) {
        return new CallEnd(state, null, fitting(failure.toString()));
    }

    static String fitting(String error) {
        return Texts.fitting(error, LONGEST_ERROR);
    }

    /** Only what the service says of the content is a rejection: wrong settings, or a service that is stopped, would reject all inputs. */
    private static CallState state(Throwable failure, @Nullable Object category) {
        ModelArtsFailure known = ObjectHelper.getException(ModelArtsFailure.class, failure);
        if (known == null
                || known.mayHaveExecuted()
                || ErrorCategory.UNKNOWN.name().equals(category)) {
            return CallState.UNCERTAIN;
        } else if (known instanceof ModelArtsResponseException) {
            return CallState.REJECTED;
        } else if (known instanceof ModelArtsOperationFailedException response) {
            return isOfContent(response) ? CallState.REJECTED : CallState.OPEN;
        }
        return CallState.OPEN;
    }

    private static boolean isOfContent(ModelArtsOperationFailedException response) {
        String code = String.valueOf(response.getErrorCode());
        int status = response.getStatusCode();
        boolean ofModel = code.startsWith("MR.");
        boolean ofRequest = status >= 400 && status < 500 && !OF_ADDRESS.contains(status);
        return !response.isRetryable()
                && (ofModel || (ofRequest && !OF_SERVICE.matcher(code).matches()));
    }
}
