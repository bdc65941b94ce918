package io.github.camelmodelarts.metrics;

import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the registry of Micrometer among the beans of a context. Fails with a {@link NoClassDefFoundError} without Micrometer. */
final class MeterRegistries {

    private static final Logger LOG = LoggerFactory.getLogger(MeterRegistries.class);

    /** The name under which camel-micrometer looks for its registry, and binds one that it makes. */
    private static final String OF_CAMEL_MICROMETER = "metricsRegistry";

    private MeterRegistries() {}

    /** Returns what measures the calls of a component, or null without a registry. */
    static @Nullable CallMetrics measuring(Component component) {
        CamelContext context = component.getCamelContext();
        MeterRegistry registry = registry(context.getRegistry());
        return registry == null ? null : new CallMetrics(new Meters(registry, context.getName(), name(component)));
    }

    /**
     * The name of the component in its context. Camel starts a component that is added to a running context before it keeps the name: then
     * the number of the other components makes a name that no other one has.
     */
    private static String name(Component component) {
        CamelContext context = component.getCamelContext();
        for (String name : context.getComponentNames()) {
            if (context.hasComponent(name) == component) {
                return name;
            }
        }
        return "added-" + context.getComponentNames().size();
    }

    /** Selects as camel-micrometer does, so that both use the same registry. */
    private static @Nullable MeterRegistry registry(Registry beans) {
        MeterRegistry composite = registry(beans, CompositeMeterRegistry.class);
        if (composite != null) {
            return composite;
        }
        MeterRegistry registry = registry(beans, MeterRegistry.class);
        if (registry == null && !beans.findByType(MeterRegistry.class).isEmpty()) {
            LOG.warn(
                    "The calls of ModelArts services are not measured, because there are several MeterRegistry beans: bind the one to use"
                            + " under the name {}",
                    OF_CAMEL_MICROMETER);
        }
        return registry;
    }

    private static <T extends MeterRegistry> @Nullable T registry(Registry beans, Class<T> type) {
        T named = beans.lookupByNameAndType(OF_CAMEL_MICROMETER, type);
        if (named != null) {
            return named;
        }
        Set<T> all = beans.findByType(type);
        return all.size() == 1 ? all.iterator().next() : null;
    }
}
