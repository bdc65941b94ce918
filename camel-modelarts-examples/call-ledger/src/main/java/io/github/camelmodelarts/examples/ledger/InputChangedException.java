package io.github.camelmodelarts.examples.ledger;

/** The ledger has another content for the id of this input. Nothing was called. */
public final class InputChangedException extends LedgerException {

    InputChangedException(String message) {
        super(message, false, null);
    }
}
