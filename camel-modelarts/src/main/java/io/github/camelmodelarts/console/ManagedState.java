package io.github.camelmodelarts.console;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;

import io.github.camelmodelarts.auth.PausedKey;
import io.github.camelmodelarts.client.ComponentState;
import io.github.camelmodelarts.client.HostState;
import io.github.camelmodelarts.session.LockedLogin;

/**
 * The JMX attributes and operations of the component. They are read when a client of JMX asks, and cost nothing before. An attribute shows no secret.
 */
public interface ManagedState {

    /** The present state; empty if the component is not started. */
    ComponentState state();

    /**
     * Ends the pause of a key.
     *
     * @param maskedName as {@link #state} has it
     * @return false if no paused key has this name
     */
    boolean endPause(String maskedName);

    /** The failures of the last calls, the latest first; empty unless Camel's dev console is enabled. */
    List<FailedCall> recentFailures();

    /** The number of calls in flight. */
    @ManagedAttribute(description = "Calls in flight, to all hosts")
    default int getCallsInFlight() {
        return state().inFlight();
    }

    /** The number of calls that wait. */
    @ManagedAttribute(description = "Calls that wait because maxConnections calls are in flight, for all hosts")
    default int getCallsWaiting() {
        return state().waiting();
    }

    /** The number of open connections. */
    @ManagedAttribute(description = "Open connections, in use or idle")
    default int getConnections() {
        return state().hosts().stream().mapToInt(HostState::connections).sum();
    }

    /** The number of streamed responses. */
    @ManagedAttribute(description = "Responses that are being streamed")
    default int getOpenStreams() {
        return state().openStreams();
    }

    /** The names of the hosts. */
    @ManagedAttribute(description = "The hosts that were called")
    default String[] getHosts() {
        return state().hosts().stream().map(HostState::host).toArray(String[]::new);
    }

    /** The names of paused keys. */
    @ManagedAttribute(description = "Masked names of the keys that are not used now, because the cloud rejected them")
    default String[] getPausedKeys() {
        return state().pausedKeys().stream().map(PausedKey::maskedName).toArray(String[]::new);
    }

    /** How long the longest pause still lasts. */
    @ManagedAttribute(description = "How many seconds the longest pause of a key still lasts; 0 without a paused key")
    default long getLongestPauseSeconds() {
        return longest(state().pausedKeys().stream().map(PausedKey::remaining));
    }

    /** The names of locked users. */
    @ManagedAttribute(
            description =
                    "Masked names of the users whose logins are not sent now, because IAM rejected or locked them")
    default String[] getLockedLogins() {
        return state().lockedLogins().stream().map(LockedLogin::maskedName).toArray(String[]::new);
    }

    /** How long the longest lock still lasts. */
    @ManagedAttribute(description = "How many seconds the longest lock of a user still lasts; 0 without a locked user")
    default long getLongestLockSeconds() {
        return longest(state().lockedLogins().stream().map(LockedLogin::remaining));
    }

    /**
     * Forgets the pause of a key, so that one call tries it.
     *
     * @throws IllegalArgumentException if no paused key has this name
     */
    @ManagedOperation(
            description =
                    "Forgets the pause of a key: one call tries the key, and if it is rejected, the key is paused again."
                            + " Correct the key in the cloud first: after more than 5 rejections in a row, the cloud locks the key")
    default String forgetPause(String maskedName) {
        if (!endPause(maskedName)) {
            throw new IllegalArgumentException("No paused key has this name. The paused keys are "
                    + List.of(getPausedKeys()) + ": use a name of the attribute PausedKeys exactly as it is shown");
        }
        return "The next call tries the key " + maskedName;
    }

    private static long longest(Stream<Duration> times) {
        return times.mapToLong(Duration::toSeconds).max().orElse(0);
    }
}
