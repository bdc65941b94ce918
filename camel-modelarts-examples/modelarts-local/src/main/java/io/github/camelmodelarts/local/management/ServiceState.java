package io.github.camelmodelarts.local.management;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The states of a service. The names of the first generation are documented. If the second generation has no state with
 * the same name, its name here is inferred.
 */
public enum ServiceState {
    /** Waits to be started. */
    PENDING("INIT"),
    /** Waits for resources. */
    WAITING("INIT"),
    /** Is being started. */
    DEPLOYING("DEPLOYING"),
    /** Runs. */
    RUNNING("RUNNING"),
    /** Runs, but some instances are broken. */
    CONCERNING("CONCERNING"),
    /** Is being stopped. */
    STOPPING("STOPPING"),
    /** Is stopped; can be started. */
    STOPPED("STOPPED"),
    /** Could not be started, or is a batch service whose run failed; {@code error_msg} says why. */
    FAILED("FAILED"),
    /** Is finished; only batch services. */
    FINISHED("STOPPED"),
    /** Is being deleted. */
    DELETING("DELETING");

    /**
     * The states in which a service can be started. ModelArts SDK: "Not running from deploying, stopping, deleting,
     * waiting, concerning", and no change to the current state.
     */
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

    /** Whether the service responds to predictions. */
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
