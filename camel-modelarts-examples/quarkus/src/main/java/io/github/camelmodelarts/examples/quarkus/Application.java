package io.github.camelmodelarts.examples.quarkus;

import io.quarkus.runtime.Quarkus;
import org.apache.camel.quarkus.main.CamelMainApplication;

/**
 * Starts Quarkus with Camel, for {@code mvn -Pquarkus}: the local ModelArts calls it by name. Elsewhere Camel Quarkus brings a main
 * method of its own, which is why this is no {@code @QuarkusMain}: it would take that one's place, and tests would start no route.
 */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        // with args alone Quarkus would run, but not Camel
        Quarkus.run(CamelMainApplication.class, args);
    }
}
