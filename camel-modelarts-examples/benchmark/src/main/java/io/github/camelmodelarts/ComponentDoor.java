package io.github.camelmodelarts;

import java.time.InstantSource;

import io.github.camelmodelarts.http.Transports;

/** Gives benchmarks in another package access to package-private parts of the component. */
public final class ComponentDoor {

    private ComponentDoor() {}

    /** Creates a component that sends its requests over these transports. */
    public static ModelArtsComponent component(Transports transports) {
        return new ModelArtsComponent(InstantSource.system(), System::nanoTime, () -> 0.5, readers -> transports);
    }
}
