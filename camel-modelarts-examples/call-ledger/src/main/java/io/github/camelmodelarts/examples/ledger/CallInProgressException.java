package io.github.camelmodelarts.examples.ledger;

/** Another call for this input is under way, in this worker or in another one. */
public final class CallInProgressException extends LedgerException {

    CallInProgressException(String message) {
        super(message, true, null);
    }
}
