package io.github.camelmodelarts.examples.ledger;

/** The service rejected this input earlier. It is not called again until its row is released. */
public final class InputRejectedException extends LedgerException {

    InputRejectedException(String message) {
        super(message, false, null);
    }
}
