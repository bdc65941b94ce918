package io.github.camelmodelarts.metrics;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.client.ComponentState;
import io.github.camelmodelarts.client.HostState;

/** The gauges whose values are in the state of the component. Thread-safe. */
final class StateGauges {

    /** The gauges of one scrape read one state. */
    private static final long LONGEST_KEPT_NANOS = 500_000_000;

    private final Meters meters;
    private volatile Supplier<ComponentState> source = () -> ComponentState.EMPTY;
    private volatile @Nullable Read last;

    private record Read(ComponentState state, long at) {}

    StateGauges(Meters meters) {
        this.meters = meters;
    }

    /** Creates the gauges of the component. */
    void show(Supplier<ComponentState> states) {
        source = states;
        meters.gauge(
                "modelarts.client.keys.paused",
                "Keys that are not used now, because the cloud rejected them",
                () -> state().pausedKeys().size());
        meters.gauge(
                "modelarts.client.logins.locked",
                "Users whose logins are not sent now, because IAM rejected them",
                () -> state().lockedLogins().size());
    }

    /** Creates the gauges of a host. */
    List<Gauge> of(String host) {
        return List.of(
                gauge("modelarts.client.calls.limit", "Calls that can be in flight", host, HostState::limit),
                gauge("modelarts.client.connections", "Open connections, in use or idle", host, HostState::connections),
                gauge(
                        "modelarts.client.retry.quota",
                        "What is left of the quota for retries, 500 when it is full",
                        host,
                        HostState::retryQuota));
    }

    private Gauge gauge(String name, String description, String host, ToIntFunction<HostState> value) {
        return meters.gauge(name, description, () -> value(host, value), "host", host);
    }

    /** Not a number for a host that is not known, for example for all hosts that share the value {@code other}. */
    private double value(String host, ToIntFunction<HostState> value) {
        for (HostState known : state().hosts()) {
            if (BoundedValues.host(known.host()).equals(host)) {
                return value.applyAsInt(known);
            }
        }
        return Double.NaN;
    }

    private ComponentState state() {
        long now = System.nanoTime();
        Read known = last;
        if (known == null || now - known.at > LONGEST_KEPT_NANOS) {
            known = new Read(source.get(), now);
            last = known;
        }
        return known.state;
    }
}
