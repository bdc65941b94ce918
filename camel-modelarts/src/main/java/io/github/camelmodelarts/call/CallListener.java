package io.github.camelmodelarts.call;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.StreamEnd;

/**
 * Is notified of the steps of calls as they happen. Its methods run on the threads of the calls, some of which serve
 * connections: they must not block. Exceptions that they throw are logged and do not affect the call. The steps of one
 * call are told one after the other, but a call can be ended at any time. What belongs to no call is told to the listener
 * of all calls.
 */
public interface CallListener {

    /** Does nothing and costs nothing. */
    CallListener NONE = new CallListener() {};

    /**
     * A call begins and asks for admission.
     *
     * @param purpose what the call is for
     * @param request not authenticated yet; its URI can have secrets in its query
     * @return the listener for the steps of this call
     */
    default CallListener started(CallPurpose purpose, ServiceRequest request) {
        return this;
    }

    /**
     * A call of a service that has a name or an id ended before its address was known, so no call was {@link #started}: the service does
     * not run or does not exist, or the look-up failed. Told to the listener of all calls only.
     *
     * @param purpose what the call was for
     * @param time how long the call took
     * @param failure the caller's exception
     */
    default void notAddressed(CallPurpose purpose, Duration time, Throwable failure) {}

    /** The call was admitted, at once or after it had waited. {@code totalTimeout} begins. */
    default void admitted() {}

    /**
     * An attempt is authenticated and is sent now.
     *
     * @param attempt 1 for the first
     * @param bytes the length of its body, or a negative number if it is not known
     */
    default void sent(int attempt, long bytes) {}

    /**
     * An attempt ended with a response; for listeners that count bytes. Told before {@link #judged}.
     *
     * @param response must not be kept, because it is large. Its stream can be kept, and must not be read
     */
    default void received(ServiceResponse response) {}

    /**
     * An attempt ended, with a head or with a failure.
     *
     * @param response null if there was none
     * @param failure null if there was a response
     */
    default void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {}

    /**
     * The cause of a rejection was removed, and one more attempt follows.
     *
     * @param kind what was changed, see {@link io.github.camelmodelarts.api.Verdict#repair}; {@code address} if the service had
     *     moved, which is told to the listener of all calls only
     */
    default void repaired(String kind) {}

    /**
     * The call is retried after a pause.
     *
     * @param failure the failure of the attempt that ended
     */
    default void retrying(Throwable failure, Duration pause) {}

    /** The call would be retried, but the quota of its host is spent. */
    default void outOfQuota() {}

    /**
     * The result of the call is known; no attempt follows.
     *
     * @param response null if there was none
     * @param failure the caller's exception, also for a response that is no success; null for a success
     */
    default void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {}

    /** The call has given back its permit and its connection; nothing follows. */
    default void over() {}

    /** The exchange that owns the streamed response of the call is done. Can be told after {@link #over}. */
    default void streamEnded(StreamEnd end) {}

    /**
     * The response of the call says how many tokens a language model used. Can be told after {@link #over}.
     *
     * @param model as the response names it, or null if it does not
     */
    default void tokensUsed(@Nullable String model, long input, long output) {}

    /**
     * IAM was asked for a token. Belongs to no call.
     *
     * @param outcome {@code SUCCESS}, {@code REJECTED} for a wrong password, {@code LOCKED} for a user that IAM has locked, or
     *     {@code FAILURE}
     */
    default void tokenFetched(String outcome) {}

    /** A batch service has finished with this many predictions and errors. Belongs to no call. */
    default void batchEnded(int predictions) {}

    /** A route or session was stopped; its calls have ended. Belongs to no call. */
    default void callerStopped() {}
}
