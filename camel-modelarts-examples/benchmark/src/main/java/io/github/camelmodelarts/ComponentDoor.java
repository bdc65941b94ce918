package io.github.camelmodelarts;

import java.time.InstantSource;

import io.github.camelmodelarts.http.Transports;

/** Opens to benchmarks in another package what the component keeps to itself. */
public final class ComponentDoor {

    private ComponentDoor() {}

    /** A component that sends its requests over these transports. */
    public static ModelArtsComponent component(Transports transports) {
        return new ModelArtsComponent(InstantSource.system(), System::nanoTime, () -> 0.5, readers -> transports);
    }
}
