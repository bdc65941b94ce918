package io.github.camelmodelarts.examples.quarkus;

import io.quarkus.runtime.Quarkus;
import org.apache.camel.quarkus.main.CamelMainApplication;

/**
 * Starts Quarkus with Camel for {@code mvn -Pquarkus}: the local ModelArts calls this main method by the name of the class. In all other
 * cases, Camel Quarkus provides the main method. Therefore this class has no {@code @QuarkusMain}: it would replace the main method of
 * Camel Quarkus, and tests would start no route.
 */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        // Quarkus.run(args) would start Quarkus, but not Camel
        Quarkus.run(CamelMainApplication.class, args);
    }
}
