package io.github.camelmodelarts;

import java.util.concurrent.Callable;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application without Micrometer, or without a registry of it, works, and nothing is measured. */
class WithoutMicrometerTest {

    private static final ClassPath WITHOUT = ClassPath.without("micrometer");

    @Test
    void predictsWithoutMicrometer() throws Exception {
        assertThat(WITHOUT.run(WithoutTheJar.class)).asString().contains("\"method\":\"POST\"");
    }

    /** Camel looks at all methods of a bean, and the types in them must exist. */
    @Test
    void onlyClassesOfTheMetricsHaveAMethodOrFieldWithATypeOfMicrometer() throws Exception {
        assertThat(WITHOUT.run(WithoutObsClientTest.Introspection.class)
                        .toString()
                        .split(","))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("io.github.camelmodelarts.metrics."))
                .doesNotContain("io.github.camelmodelarts.metrics.ComponentMetrics");
    }

    @Test
    void loadsNoClassOfTheMetricsWithoutARegistry() throws Exception {
        assertThat(ClassPath.without("no-such-jar").loaded(WithoutARegistry.class))
                .filteredOn(name -> name.startsWith("io.github.camelmodelarts.metrics."))
                .containsExactlyInAnyOrder(
                        "io.github.camelmodelarts.metrics.ComponentMetrics",
                        "io.github.camelmodelarts.metrics.MeterRegistries");
    }

    /** An application without the jar. */
    public static final class WithoutTheJar implements Callable<String> {
        @Override
        public String call() throws Exception {
            assertThatThrownBy(() -> Class.forName("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            return new WithoutARegistry().call();
        }
    }

    /** An application without a registry. */
    public static final class WithoutARegistry implements Callable<String> {
        @Override
        public String call() throws Exception {
            try (ModelArtsLocal local = ModelArtsLocal.start();
                    DefaultCamelContext camel = new DefaultCamelContext()) {
                local.addService("echo", new EchoModel());
                camel.getComponent("modelarts", ModelArtsComponent.class)
                        .getConfiguration()
                        .setAppCode(local.credentials().appCode());
                camel.start();
                return camel.createProducerTemplate()
                        .requestBody("modelarts:predict?address=" + local.address("echo"), "{}", String.class);
            }
        }
    }
}
