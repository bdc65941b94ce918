package io.github.camelmodelarts.local.api;

/** How a streamed response ended. */
public enum StreamEnd {
    /** All of it was sent, with its proper end. */
    COMPLETE,
    /** The client closed the connection, or reset the stream of HTTP/2, before the end. */
    CLOSED_BY_CLIENT,
    /** The server broke it off: as planned, because the steps of the model failed, or because the server stopped. */
    BROKEN
}
