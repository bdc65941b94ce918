package io.github.camelmodelarts.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the meters of a component, keeps them, and removes them. All have the tags {@code camelContext} and {@code component}, so that
 * contexts, and several components of a context, can share a registry. A registry that fails is reported once. Thread-safe.
 */
final class Meters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    private final MeterRegistry registry;
    private final Tags owner;
    private final Map<Key, Meter> meters = new ConcurrentHashMap<>();
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile boolean closed;

    private record Key(String name, Tags tags) {}

    /**
     * @param context the name of the context
     * @param component the name of the component in its context
     */
    Meters(MeterRegistry registry, String context, String component) {
        this.registry = registry;
        this.owner = Tags.of("camelContext", context, "component", component);
    }

    Timer timer(String name, String description, String... tags) {
        return meter(
                Timer.class,
                name,
                tags,
                all -> Timer.builder(name).description(description).tags(all).register(registry));
    }

    Counter counter(String name, String description, String... tags) {
        return meter(
                Counter.class,
                name,
                tags,
                all -> Counter.builder(name).description(description).tags(all).register(registry));
    }

    Counter bytes(String name, String description, String... tags) {
        return meter(
                Counter.class,
                name,
                tags,
                all -> Counter.builder(name)
                        .description(description)
                        .baseUnit("bytes")
                        .tags(all)
                        .register(registry));
    }

    DistributionSummary summary(String name, String description) {
        return meter(
                DistributionSummary.class,
                name,
                new String[0],
                all -> DistributionSummary.builder(name)
                        .description(description)
                        .tags(all)
                        .register(registry));
    }

    Gauge gauge(String name, String description, Supplier<Number> value, String... tags) {
        return meter(
                Gauge.class,
                name,
                tags,
                all -> Gauge.builder(name, value)
                        .description(description)
                        .tags(all)
                        .register(registry));
    }

    private <M extends Meter> M meter(Class<M> type, String name, String[] tags, Function<Tags, M> maker) {
        Tags all = Tags.of(tags).and(owner);
        Key key = new Key(name, all);
        Meter known = meters.get(key);
        if (known == null) {
            known = meters.computeIfAbsent(key, missing -> maker.apply(all));
            if (closed) {
                remove(known);
            }
        }
        return type.cast(known);
    }

    /** How many meters there are. */
    int size() {
        return meters.size();
    }

    void remove(Meter meter) {
        meters.values().remove(meter);
        try {
            registry.remove(meter);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Reports a failure of the registry: the first one. */
    void failed(Throwable e) {
        if (reported.compareAndSet(false, true)) {
            LOG.warn(
                    "The registry of Micrometer has failed. The calls of ModelArts services are not affected, but their metrics are incomplete;"
                            + " later failures are not logged",
                    e);
        }
    }

    /** Whether the meters were removed, because the component has stopped. */
    boolean isClosed() {
        return closed;
    }

    /** Removes all meters, and those that are still created. */
    void close() {
        closed = true;
        meters.values().forEach(this::remove);
    }
}
