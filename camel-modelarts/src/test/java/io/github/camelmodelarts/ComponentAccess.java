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

/** Gives tests in other packages access to package-private members of the entry points. */
public final class ComponentAccess {

    private ComponentAccess() {}

    /** A component with other clocks and transports. */
    public static ModelArtsComponent component(
            InstantSource clock,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Function<Executor, Transports> transports) {
        return new ModelArtsComponent(clock, nanoTime, random, transports);
    }

    /** Sets the memory for responses of a component that is not started yet, instead of a share of the heap. */
    public static void memory(ModelArtsComponent component, ResponseMemory memory) {
        component.setMemory(memory);
    }

    /** The resources that all calls of a started component share. */
    public static SharedResources resources(ModelArtsComponent component) {
        return component.resources();
    }

    /** The settings that were read from an endpoint's options. */
    public static EndpointSettings settings(ModelArtsEndpoint endpoint) {
        return endpoint.settings();
    }
}
