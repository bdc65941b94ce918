package io.github.camelmodelarts;

/** What an endpoint does; its name is the path of the URI. */
public enum ModelArtsOperation {
    /** Sends the exchange's body to a real-time service and hands its prediction on. */
    predict
}
