package io.github.camelmodelarts.examples.ledger;

import org.jspecify.annotations.Nullable;

/** The database can't be reached, or this worker may not use it any more. Nothing was called. */
public final class LedgerUnavailableException extends LedgerException {

    LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
