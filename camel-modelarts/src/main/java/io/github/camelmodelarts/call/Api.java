package io.github.camelmodelarts.call;

/** The API that a response comes from: the same code or status needs another remedy there. */
public enum Api {
    /** The API of a real-time service. */
    SERVICE,
    /** The management API. */
    MANAGEMENT
}
