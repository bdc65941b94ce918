package io.github.camelmodelarts.api;

/**
 * The service can't be called in its current state: stopped, deploying or failed, for example. The message says the
 * state and what to do.
 */
public final class ModelArtsServiceStateException extends IllegalStateException implements ModelArtsFailure {

    private final String serviceId;
    private final String status;
    private final String what;
    private final String hint;
    private final boolean retryable;

    /**
     * Creates an exception from the state that the management API returned.
     *
     * @param what the service and its state, as a sentence without the full stop
     * @param retryable whether the state changes by itself
     */
    public ModelArtsServiceStateException(
            String serviceId, String status, String what, String hint, boolean retryable) {
        super(what + ". " + hint);
        this.serviceId = serviceId;
        this.status = status;
        this.what = what;
        this.hint = hint;
        this.retryable = retryable;
    }

    /**
     * Returns the same failure with more about what happened.
     *
     * @param more follows the service and its state, as a part of the sentence
     */
    public ModelArtsServiceStateException adding(String more) {
        return new ModelArtsServiceStateException(serviceId, status, what + "; " + more, hint, retryable);
    }

    /** Returns the service's id. */
    public String getServiceId() {
        return serviceId;
    }

    /**
     * Returns the state as the management API writes it: {@code stopped} in the first generation, {@code STOPPED} in
     * the second.
     */
    public String getStatus() {
        return status;
    }

    /** Returns whether the state changes by itself: {@code deploying} does, {@code stopped} does not. */
    @Override
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public String getHint() {
        return hint;
    }
}
