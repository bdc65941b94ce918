package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * Hears of the steps of calls, as they are made, on threads that serve connections among others: it must not block. What it throws is
 * logged and harms no call. The steps of one call are told one after the other, except that a call may be ended at any time.
 */
public interface CallListener {

    /** Hears nothing, and costs nothing. */
    CallListener NONE = new CallListener() {};

    /**
     * A call begins: it asks for admission.
     *
     * @return who hears of the steps of this call
     */
    default CallListener started(ServiceRequest request) {
        return this;
    }

    /** It was let in, at once or after it had waited; its time runs from here on. */
    default void admitted() {}

    /**
     * It has its proof and goes out.
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
     * What came of the call is known: no attempt follows.
     *
     * @param response null if there was none
     * @param failure what the caller is told if there is no response, or null
     */
    default void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {}

    /** Its permit and its connection are given back; nothing follows. */
    default void over() {}
}
