package io.github.camelmodelarts.api;

import java.util.Objects;

/**
 * An authenticated request, and the verdict that is told how this attempt ended. Immutable.
 *
 * @param request the request with its authentication headers; never null
 * @param verdict told how the attempt ended; belongs to this request only; never null
 */
public record Authenticated(ServiceRequest request, Verdict verdict) {

    /** Refuses nulls with a {@link NullPointerException}. */
    public Authenticated {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** Creates a result for a strategy that does not need to know how the attempt ended. */
    public Authenticated(ServiceRequest request) {
        this(request, Verdict.NONE);
    }
}
