package io.github.camelmodelarts.call;

import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * The bounds for calls that wait for admission.
 *
 * @param most how many calls may wait for a host, the calls of other endpoints included
 */
public record Waiting(int most) {

    /** No bounds. */
    public static final Waiting UNLIMITED = new Waiting(Integer.MAX_VALUE);

    private static final String HINT =
            "The service responds more slowly than calls arrive: make fewer calls at a time, raise maxConnections if the"
                    + " service can process more at a time, or raise ";

    /**
     * Makes the exception of a call that may not wait.
     *
     * @param permits the number of permits of the host
     */
    ModelArtsBusyException full(ServiceRequest request, int permits) {
        return new ModelArtsBusyException(
                "The call " + request + " was not sent, because maxConnections=" + permits + " calls to "
                        + request.host() + " are in flight and as many wait as maxWaiting=" + most + " allows",
                HINT + "maxWaiting");
    }
}
