package io.github.camelmodelarts.api;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The service, or the gateway in front of it, returned an error response. Extends {@link HttpOperationFailedException},
 * so that routes written for {@code http:} catch it.
 */
public final class ModelArtsOperationFailedException extends HttpOperationFailedException implements ModelArtsFailure {

    private final Refusal refusal;
    private final int attempts;

    /**
     * Creates an exception from an error response.
     *
     * @param uri where the request went, without its query
     * @param location the target of a redirect, which is never followed; null otherwise
     * @param body the response body as text, shortened, without this component's secrets
     */
    public ModelArtsOperationFailedException(
            String uri,
            Refusal refusal,
            int attempts,
            @Nullable String location,
            Map<String, String> headers,
            String body) {
        super(uri, refusal.status(), refusal.reason(), location, headers, body);
        this.refusal = refusal;
        this.attempts = attempts;
    }

    /**
     * Returns the same failure for a call that had sent {@code sent} requests; {@code otherHint} replaces the hint
     * unless it is null.
     */
    public ModelArtsOperationFailedException after(int sent, @Nullable String otherHint) {
        return with(otherHint == null ? refusal : refusal.withHint(otherHint), sent);
    }

    /** Returns the same failure for a call with an earlier attempt that may have reached the model. */
    public ModelArtsOperationFailedException afterExecution() {
        return with(refusal.afterExecution(), attempts);
    }

    private ModelArtsOperationFailedException with(Refusal other, int sent) {
        return new ModelArtsOperationFailedException(
                getUri(), other, sent, getRedirectLocation(), getResponseHeaders(), getResponseBody());
    }

    /** Returns the same failure with more advice on what to do. */
    public ModelArtsOperationFailedException hinting(String more) {
        return after(attempts, getHint() == null ? more : getHint() + ". " + more);
    }

    /**
     * Returns the status, the error code and message of the service, the request's id, the number of attempts if there were several, and
     * what to do.
     */
    @Override
    public String getMessage() {
        return getUri() + " returned " + refusal.describe(attempts);
    }

    /**
     * Returns the error code of the gateway, ModelArts or the model server, {@code APIG.0303} for example, or null if
     * there is none.
     */
    public @Nullable String getErrorCode() {
        return refusal.code();
    }

    /** Returns the error message of the service, shortened and printable, or null if there is none. */
    public @Nullable String getErrorMessage() {
        return refusal.message();
    }

    /** Returns the request's id, to be quoted in a support case, or null if there is none. */
    public @Nullable String getRequestId() {
        return refusal.requestId();
    }

    /** Returns the category of the failure. */
    public ErrorCategory getCategory() {
        return refusal.category();
    }

    @Override
    public boolean isRetryable() {
        return refusal.retryable();
    }

    @Override
    public boolean mayHaveExecuted() {
        return refusal.mayHaveExecuted();
    }

    @Override
    public @Nullable Duration getRetryAfter() {
        return refusal.retryAfter();
    }

    @Override
    public int getAttempts() {
        return attempts;
    }

    @Override
    public @Nullable String getHint() {
        return refusal.hint();
    }
}
