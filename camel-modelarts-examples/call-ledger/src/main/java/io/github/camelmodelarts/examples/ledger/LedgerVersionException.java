package io.github.camelmodelarts.examples.ledger;

/** The tables in the database are those of another version of the ledger. */
public final class LedgerVersionException extends LedgerException {

    LedgerVersionException(String message) {
        super(message, false, null);
    }
}
