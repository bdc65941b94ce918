package io.github.camelmodelarts.call;

/** The API that a response comes from. The same error code or status can need a different remedy for each API. */
public enum Api {
    /** The API of a real-time service. */
    SERVICE,
    /** The management API. */
    MANAGEMENT
}
