package io.github.camelmodelarts.call;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsStreamException;

/** Looks up errors that a service sends inside a stream in the same table as those of rejected calls. */
public final class StreamErrors {

    /** Stands for the status, which an error inside a stream does not have: no entry of the table is for this status alone. */
    private static final int NO_STATUS = 499;

    private StreamErrors() {}

    /** Returns the failure with what the table says about its error code: its category, whether a new call may succeed, and a hint. */
    public static ModelArtsStreamException explained(ModelArtsStreamException failure) {
        String code = failure.getErrorCode();
        if (code == null) {
            return failure;
        }
        int status = status(code);
        KnownErrors.Entry known = KnownErrors.find(Api.SERVICE, status, code, failure.getMessage());
        boolean isUnknown = known.code() == null && status == NO_STATUS;
        // the hint for a status is about the address or the request as a whole, which this service has accepted
        String hint = known.code() == null ? null : known.hint();
        return failure.advised(isUnknown ? ErrorCategory.UNKNOWN : known.category(), known.retryable(), hint);
    }

    /** vLLM sends the status as the code. */
    private static int status(String code) {
        return code.matches("[45]\\d\\d") ? Integer.parseInt(code) : NO_STATUS;
    }
}
