package io.github.camelmodelarts.api;

/** How a streamed response ended. */
public enum StreamEnd {
    /**
     * The response is complete: HTTP says so, or the event {@code [DONE]} came. A response without a length that ends with its
     * connection also counts as complete.
     */
    COMPLETE,
    /** It was closed before its end: by its reader, because its exchange was done or had failed, or because its route stopped. */
    CLOSED,
    /** It broke, or it contained an error object or something that can't be read. */
    BROKEN,
    /** The service sent nothing for {@code responseTimeout}, or the response took longer than {@code streamTimeout}. */
    TIMEOUT
}
