package io.github.camelmodelarts.examples.ledger;

import org.jspecify.annotations.Nullable;

/** The base of the exceptions of the ledger. No call was made for the exchange, unless a subclass says something else. */
public abstract class LedgerException extends Exception {

    private final boolean retryable;

    LedgerException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Returns whether the same exchange may succeed later without any change. */
    public boolean isRetryable() {
        return retryable;
    }
}
