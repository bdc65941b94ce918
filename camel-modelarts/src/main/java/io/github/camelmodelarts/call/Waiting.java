package io.github.camelmodelarts.call;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * The bounds for calls that wait for admission.
 *
 * @param most how many calls may wait for a host, the calls of other endpoints included
 * @param longest how long a call may wait, or null
 */
public record Waiting(int most, @Nullable Duration longest) {

    /** No bounds. */
    public static final Waiting UNLIMITED = new Waiting(Integer.MAX_VALUE, null);

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

    /**
     * Makes the exception of a call that was not admitted in time.
     *
     * @param permits the number of permits of the host
     */
    ModelArtsBusyException late(ServiceRequest request, int permits) {
        return new ModelArtsBusyException(
                "The call " + request + " was not sent, because maxConnections=" + permits + " calls to "
                        + request.host() + " are in flight and it waited for as long as admissionTimeout=" + longest
                        + " allows",
                HINT + "admissionTimeout");
    }
}
