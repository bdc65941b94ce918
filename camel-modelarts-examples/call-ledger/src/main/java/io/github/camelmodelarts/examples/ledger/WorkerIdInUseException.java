package io.github.camelmodelarts.examples.ledger;

/** A living worker has the id of this worker. */
public final class WorkerIdInUseException extends LedgerException {

    WorkerIdInUseException(String message) {
        super(message, false, null);
    }
}
