package io.github.camelmodelarts.examples.ledger;

/**
 * The service may have predicted this input, in an earlier call, or in this one if the ledger was closed before its end was written. It
 * is not called again until its row is released.
 */
public final class UncertainCallException extends LedgerException {

    UncertainCallException(String message) {
        super(message, false, null);
    }
}
