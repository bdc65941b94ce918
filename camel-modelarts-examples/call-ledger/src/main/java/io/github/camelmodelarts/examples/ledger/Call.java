package io.github.camelmodelarts.examples.ledger;

/** A call that the ledger allowed. Its end must be written. */
record Call(Input input, String step, String id) {}
