package io.github.camelmodelarts.api;

/** The kinds of failure that Camel's AI components put into the exchange property {@code CamelAiErrorCategory}. */
public enum ErrorCategory {
    /** Too many calls. */
    RATE_LIMIT,
    /** The service, its gateway or the way there is in trouble. */
    SERVER_ERROR,
    /** The request itself is wrong. */
    VALIDATION,
    /** Who is calling was not accepted, or may not. */
    AUTH,
    /** None of these. */
    UNKNOWN
}
