package io.github.camelmodelarts.api;

/** The methods that ModelArts documents for predictions ("Accessing a Real-Time Service", request parameters). */
public enum HttpMethod {
    /** Without a body. */
    GET,
    /** With a body, perhaps an empty one; what most models take. */
    POST,
    /** With a body, perhaps an empty one. */
    PUT,
    /** Without a body. */
    DELETE;

    public boolean carriesBody() {
        return this == POST || this == PUT;
    }
}
