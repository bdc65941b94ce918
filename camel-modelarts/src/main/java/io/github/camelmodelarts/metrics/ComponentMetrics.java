package io.github.camelmodelarts.metrics;

import java.util.function.Supplier;

import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.client.ComponentState;

/**
 * The metrics of one component, from its start to its stop. They are in the registry of Micrometer that Camel's registry has at the start;
 * without one, or without Micrometer, nothing is measured. No type of Micrometer is visible here.
 */
public final class ComponentMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentMetrics.class);

    private static final ComponentMetrics NONE = new ComponentMetrics(null);

    private final @Nullable CallMetrics calls;

    private ComponentMetrics(@Nullable CallMetrics calls) {
        this.calls = calls;
    }

    /** Finds the registry and creates the metrics. A registry that is bound later is not noticed. */
    public static ComponentMetrics of(Component component) {
        try {
            CallMetrics measured = MeterRegistries.measuring(component);
            return measured == null ? NONE : new ComponentMetrics(measured);
        } catch (NoClassDefFoundError e) {
            LOG.debug("Nothing is measured, because there is no micrometer-core", e);
            return NONE;
        }
    }

    /** The listener for all calls; {@link CallListener#NONE} if nothing is measured. */
    public CallListener listener() {
        return calls == null ? CallListener.NONE : calls;
    }

    /** Shows the state of the component as gauges; before its first call. */
    public void show(Supplier<ComponentState> state) {
        if (calls != null) {
            calls.show(state);
        }
    }

    /** Removes all meters of the component. */
    @Override
    public void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
