package io.github.camelmodelarts.api;

/** A service is in a state in which it can't be called: stopped, deploying, failed. The message says which, and what to do. */
public final class ModelArtsServiceStateException extends IllegalStateException implements ModelArtsFailure {

    private final String serviceId;
    private final String status;
    private final String hint;
    private final boolean retryable;

    /**
     * Made of what the management API says about the service.
     *
     * @param what the service and its state, as a sentence without its end
     * @param retryable whether the state changes by itself
     */
    public ModelArtsServiceStateException(
            String serviceId, String status, String what, String hint, boolean retryable) {
        super(what + ". " + hint);
        this.serviceId = serviceId;
        this.status = status;
        this.hint = hint;
        this.retryable = retryable;
    }

    /** The service's id. */
    public String getServiceId() {
        return serviceId;
    }

    /** The state as the management API calls it: {@code stopped} in the first generation, {@code STOPPED} in the second. */
    public String getStatus() {
        return status;
    }

    /** Whether the state changes by itself: {@code deploying} does, {@code stopped} does not. */
    @Override
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public String getHint() {
        return hint;
    }
}
