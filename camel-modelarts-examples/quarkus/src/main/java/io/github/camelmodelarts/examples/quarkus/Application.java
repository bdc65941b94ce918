package io.github.camelmodelarts.examples.quarkus;

import io.quarkus.runtime.Quarkus;
import org.apache.camel.quarkus.main.CamelMainApplication;

/**
 * Starts Quarkus with Camel for {@code mvn -Pquarkus}: the local ModelArts calls its main method by name. Otherwise Camel Quarkus
 * provides the main method. Therefore this is not a {@code @QuarkusMain}: it would replace that method, and tests would start no route.
 */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        // with args only, Quarkus would run, but not Camel
        Quarkus.run(CamelMainApplication.class, args);
    }
}
