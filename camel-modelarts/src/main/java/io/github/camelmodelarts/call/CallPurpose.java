package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;

/**
 * What a call is for, as its listeners are told.
 *
 * @param operation {@link #PREDICT} or {@link #MANAGEMENT}
 * @param service the name or the id of the service, as the options or the exchange have it; null if they have an address
 */
public record CallPurpose(String operation, @Nullable String service) {

    /** The operation of calls of services. */
    public static final String PREDICT = "predict";

    /** The operation of calls of the management API, for all of its operations and for look-ups. */
    public static final String MANAGEMENT = "management";

    /** A call of a service at an address. */
    public static final CallPurpose OF_ADDRESS = new CallPurpose(PREDICT, null);
}
