package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * Is notified of the steps of calls as they happen. Its methods run on the threads of the calls, some of which serve
 * connections: they must not block. Exceptions that they throw are logged and do not affect the call. The steps of one
 * call are told one after the other, but a call can be ended at any time.
 */
public interface CallListener {

    /** Does nothing and costs nothing. */
    CallListener NONE = new CallListener() {};

    /**
     * A call begins and asks for admission.
     *
     * @return the listener for the steps of this call
     */
    default CallListener started(ServiceRequest request) {
        return this;
    }

    /** The call was admitted, at once or after it had waited. {@code totalTimeout} begins. */
    default void admitted() {}

    /**
     * An attempt is authenticated and is sent now.
     *
     * @param attempt 1 for the first
     */
    default void sent(int attempt) {}

    /**
     * An attempt ended, with a head or with a failure.
     *
     * @param response null if there was none
     * @param failure null if there was a response
     */
    default void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {}

    /**
     * The result of the call is known; no attempt follows.
     *
     * @param response null if there was none
     * @param failure the caller's exception if there is no response, or null
     */
    default void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {}

    /** The call has given back its permit and its connection; nothing follows. */
    default void over() {}
}
