package io.github.camelmodelarts.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;

/**
 * The gauges of hosts. A host has them from its first call on. When a route or a session stops, the gauges of all hosts without calls are
 * removed; if another route calls the same host, its next call brings them back. Thread-safe.
 */
final class HostGauges {

    private static final String HOST = "host";

    private final Meters meters;
    private final StateGauges states;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final BoundedValues names = new BoundedValues();

    /** @param states creates the gauges of a host whose values are not counted here */
    HostGauges(Meters meters, StateGauges states) {
        this.meters = meters;
        this.states = states;
    }

    /** Counts a new call, which waits for admission. */
    Host waiting(String authority) {
        Host host = hosts.get(names.ofHost(authority));
        return host != null && host.enter() ? host : waitingAtNew(authority);
    }

    private synchronized Host waitingAtNew(String authority) {
        Host host = hosts.computeIfAbsent(names.ofHost(authority), Host::new);
        // hosts leave the map under this lock
        host.enter();
        return host;
    }

    /** Removes the gauges of hosts without calls. */
    synchronized void removeIdle() {
        hosts.values().removeIf(host -> {
            boolean idle = host.leaveForGood();
            if (idle) {
                host.gauges.forEach(meters::remove);
                names.forget(host.name);
            }
            return idle;
        });
    }

    /** The calls to one host. */
    final class Host {

        private static final int GONE = -1;

        private final String name;
        /** The calls that wait or are in flight; {@link #GONE} after the gauges were removed. */
        private final AtomicInteger calls = new AtomicInteger();

        private final AtomicInteger inFlight = new AtomicInteger();
        private final List<Gauge> gauges = new ArrayList<>();

        private Host(String name) {
            this.name = name;
            gauges.addAll(states.of(name));
            gauges.addAll(List.of(
                    meters.gauge(
                            "modelarts.client.calls.in.flight",
                            "Calls that are in flight to the host",
                            inFlight::get,
                            HOST,
                            name),
                    meters.gauge(
                            "modelarts.client.calls.waiting",
                            "Calls that wait for admission to the host",
                            () -> Math.max(0, calls.get() - inFlight.get()),
                            HOST,
                            name)));
        }

        private boolean enter() {
            return calls.getAndUpdate(now -> now == GONE ? GONE : now + 1) != GONE;
        }

        private boolean leaveForGood() {
            return calls.compareAndSet(0, GONE);
        }

        /** A call is in flight now. */
        void admitted() {
            inFlight.incrementAndGet();
        }

        /** A call is over. */
        void over(boolean wasInFlight) {
            if (wasInFlight) {
                inFlight.decrementAndGet();
            }
            calls.decrementAndGet();
        }
    }
}
