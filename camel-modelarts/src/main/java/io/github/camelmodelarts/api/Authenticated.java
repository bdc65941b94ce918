package io.github.camelmodelarts.api;

import java.util.Objects;

/**
 * A request as it goes out, and its verdict, which is told how this one attempt ended. Immutable.
 *
 * @param request with what authenticates it
 * @param verdict told how the attempt ended; belongs to this request only
 */
public record Authenticated(ServiceRequest request, Verdict verdict) {

    /** Refuses nulls. */
    public Authenticated {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** For a strategy that need not be told how the attempt ended. */
    public Authenticated(ServiceRequest request) {
        this(request, Verdict.NONE);
    }
}
