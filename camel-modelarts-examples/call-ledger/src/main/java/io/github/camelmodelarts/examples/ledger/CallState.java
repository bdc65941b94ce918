package io.github.camelmodelarts.examples.ledger;

/** What the ledger knows about the call for an input and a step. */
public enum CallState {
    /** A call is under way, or was under way when its worker was killed. */
    CALLING,
    /** The service predicted the input. The row has the result. */
    DONE,
    /** The service rejected the input, or its response can't be used or stored. The same input is not called again. */
    REJECTED,
    /** The service may have predicted the input: the worker was killed, or no response arrived. */
    UNCERTAIN,
    /** The service did not predict the input, or the call was released: the input may be called. */
    OPEN;

    /** Returns whether nothing more happens to the input by itself. */
    public boolean isEnd() {
        return this == DONE || this == REJECTED || this == UNCERTAIN;
    }
}
