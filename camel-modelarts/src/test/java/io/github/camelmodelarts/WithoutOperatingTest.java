package io.github.camelmodelarts;

import java.util.concurrent.Callable;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;

/** An application without the libraries of health checks, the dev console or JMX works. */
class WithoutOperatingTest {

    @ParameterizedTest
    @ValueSource(strings = {"camel-health", "camel-console", "camel-management-4"})
    void predictsInARouteWithoutTheLibrary(String library) throws Exception {
        assertThat(ClassPath.without(library).run(Prediction.class)).asString().contains("\"method\":\"POST\"");
    }

    /** An application whose route calls a service. */
    public static final class Prediction implements Callable<String> {
        @Override
        public String call() throws Exception {
            try (ModelArtsLocal local = ModelArtsLocal.start();
                    DefaultCamelContext camel = new DefaultCamelContext()) {
                local.addService("echo", new EchoModel());
                camel.getComponent("modelarts", ModelArtsComponent.class)
                        .getConfiguration()
                        .setAppCode(local.credentials().appCode());
                camel.addRoutes(new org.apache.camel.builder.RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:predict").to("modelarts:predict?address=" + local.address("echo"));
                    }
                });
                camel.start();
                return camel.createProducerTemplate().requestBody("direct:predict", "{}", String.class);
            }
        }
    }
}
