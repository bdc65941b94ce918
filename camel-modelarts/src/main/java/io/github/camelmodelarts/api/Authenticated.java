package io.github.camelmodelarts.api;

import java.util.Objects;

/**
 * A request as it goes out, and what its strategy wants to hear about this one attempt. Immutable.
 *
 * @param request with what authenticates it
 * @param verdict told what becomes of the request; for this request only
 */
public record Authenticated(ServiceRequest request, Verdict verdict) {

    /** Refuses nulls. */
    public Authenticated {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** For a strategy that wants to hear nothing. */
    public Authenticated(ServiceRequest request) {
        this(request, Verdict.NONE);
    }
}
