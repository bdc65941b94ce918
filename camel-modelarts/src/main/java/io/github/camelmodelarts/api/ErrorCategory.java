package io.github.camelmodelarts.api;

/** The categories of failures that Camel's AI components set in the exchange property {@code CamelAiErrorCategory}. */
public enum ErrorCategory {
    /** Too many calls. */
    RATE_LIMIT,
    /** The service, its gateway or the connection to it failed. */
    SERVER_ERROR,
    /** The request itself is wrong. */
    VALIDATION,
    /** The credentials were rejected, or the caller has no permission. */
    AUTH,
    /** None of these. */
    UNKNOWN
}
