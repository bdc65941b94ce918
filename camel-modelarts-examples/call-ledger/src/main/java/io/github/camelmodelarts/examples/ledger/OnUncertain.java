package io.github.camelmodelarts.examples.ledger;

/** What happens when an input arrives whose earlier call is uncertain. */
public enum OnUncertain {
    /** The input is not called. It stays in the list until it is released. So an input is predicted at most once. */
    PARK,
    /** The input is called again. So an input can be predicted, and paid for, more than once. */
    REPEAT
}
