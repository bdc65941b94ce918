package io.github.camelmodelarts.local.management;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The states of a service. Those of the first generation as documented; how they are called in the second is inferred where it
 * has no state of the same name.
 */
public enum ServiceState {
    /** Waits to be started. */
    PENDING("INIT"),
    /** Waits for resources. */
    WAITING("INIT"),
    /** Is being started. */
    DEPLOYING("DEPLOYING"),
    /** Serves. */
    RUNNING("RUNNING"),
    /** Serves, though some instances are broken. */
    CONCERNING("CONCERNING"),
    /** Is being stopped. */
    STOPPING("STOPPING"),
    /** Does not serve; can be started. */
    STOPPED("STOPPED"),
    /** Could not be started; {@code error_msg} says why. */
    FAILED("FAILED"),
    /** A batch service is through. */
    FINISHED("STOPPED"),
    /** Is being deleted. */
    DELETING("DELETING");

    /** "Not running from deploying, stopping, deleting, waiting, concerning", nor to the present one (ModelArts SDK). */
    private static final Set<ServiceState> STARTABLE = EnumSet.of(PENDING, STOPPED, FAILED, FINISHED);

    private static final Set<ServiceState> STOPPABLE =
            EnumSet.of(PENDING, WAITING, DEPLOYING, RUNNING, CONCERNING, FAILED);

    private final String second;

    ServiceState(String second) {
        this.second = second;
    }

    /** The name in the first generation, in lower case. */
    public String inV1() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in the second generation, in upper case. */
    public String inV2() {
        return second;
    }

    /** Whether predictions are answered. */
    public boolean serves() {
        return this == RUNNING || this == CONCERNING;
    }

    boolean mayStart() {
        return STARTABLE.contains(this);
    }

    boolean mayStop() {
        return STOPPABLE.contains(this);
    }
}
