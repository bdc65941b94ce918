package io.github.camelmodelarts.api;

/** The methods that ModelArts documents for predictions ("Accessing a Real-Time Service", request parameters). */
public enum HttpMethod {
    /** Without a body. */
    GET,
    /** With a body, which may be empty; most models use this method. */
    POST,
    /** With a body, perhaps an empty one. */
    PUT,
    /** Without a body. */
    DELETE;

    /** Returns whether requests with this method have a body. */
    public boolean carriesBody() {
        return this == POST || this == PUT;
    }
}
