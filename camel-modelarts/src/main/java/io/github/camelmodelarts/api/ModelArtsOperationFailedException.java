package io.github.camelmodelarts.api;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The service, or the gateway in front of it, answered with a failure. A {@link HttpOperationFailedException}, so that routes
 * written for {@code http:} catch it.
 */
public final class ModelArtsOperationFailedException extends HttpOperationFailedException implements ModelArtsFailure {

    private final Refusal refusal;
    private final int attempts;

    /**
     * Made of a refusal's parts.
     *
     * @param uri where the request went, without its query
     * @param location where a redirect pointed, which is never followed; null otherwise
     * @param body the answer's body as text, bounded, without secrets of ours
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

    /** The same, of a call that had sent so many requests, with another hint where there is one. */
    public ModelArtsOperationFailedException after(int sent, @Nullable String otherHint) {
        return with(otherHint == null ? refusal : refusal.withHint(otherHint), sent);
    }

    /** The same, of a call of which an earlier attempt may have reached the model. */
    public ModelArtsOperationFailedException afterExecution() {
        return with(refusal.afterExecution(), attempts);
    }

    private ModelArtsOperationFailedException with(Refusal other, int sent) {
        return new ModelArtsOperationFailedException(
                getUri(), other, sent, getRedirectLocation(), getResponseHeaders(), getResponseBody());
    }

    /** The same, with a word more on what to do. */
    public ModelArtsOperationFailedException hinting(String more) {
        return after(attempts, getHint() == null ? more : getHint() + ". " + more);
    }

    /**
     * One sentence with status, code and the service's own words, the request's id, the number of attempts if there
     * were several, and what to do about it.
     */
    @Override
    public String getMessage() {
        return getUri() + " answered " + refusal.describe(attempts);
    }

    /** The gateway's, ModelArts' or the model server's code, {@code APIG.0303} for example, or null if the answer had none. */
    public @Nullable String getErrorCode() {
        return refusal.code();
    }

    /** The service's own words, bounded and printable, or null if it had none. */
    public @Nullable String getErrorMessage() {
        return refusal.message();
    }

    /** The id to quote to support, or null. */
    public @Nullable String getRequestId() {
        return refusal.requestId();
    }

    /** What kind of failure it is. */
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
