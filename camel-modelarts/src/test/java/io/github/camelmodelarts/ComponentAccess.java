package io.github.camelmodelarts;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.options.EndpointSettings;

/** Opens to tests in other packages what the doors keep to themselves. */
public final class ComponentAccess {

    private ComponentAccess() {}

    /** A component in other surroundings. */
    public static ModelArtsComponent component(
            InstantSource clock,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Function<Executor, Transports> transports) {
        return new ModelArtsComponent(clock, nanoTime, random, transports);
    }

    /** The budget of a component that is not started yet, in place of a part of the heap. */
    public static void memory(ModelArtsComponent component, ResponseMemory memory) {
        component.setMemory(memory);
    }

    /** What all calls of a started component share. */
    public static SharedResources resources(ModelArtsComponent component) {
        return component.resources();
    }

    /** What an endpoint's options say. */
    public static EndpointSettings settings(ModelArtsEndpoint endpoint) {
        return endpoint.settings();
    }
}
