package io.github.camelmodelarts.call;

/** Which API an answer is of: the same code or status asks for something else there. */
public enum Api {
    /** A real-time service's own. */
    SERVICE,
    /** That which manages services. */
    MANAGEMENT
}
