package io.github.camelmodelarts;

import java.util.concurrent.Callable;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application without camel-telemetry works although the jar contains a decorator of spans. */
class WithoutTelemetryTest {

    @Test
    void predictsWithoutTelemetry() throws Exception {
        assertThat(ClassPath.without("telemetry").run(Prediction.class))
                .asString()
                .contains("\"method\":\"POST\"");
    }

    /** An application without camel-telemetry. */
    public static final class Prediction implements Callable<String> {
        @Override
        public String call() throws Exception {
            assertThatThrownBy(() -> Class.forName("org.apache.camel.telemetry.SpanDecorator"))
                    .isInstanceOf(ClassNotFoundException.class);
            try (ModelArtsLocal local = ModelArtsLocal.start();
                    DefaultCamelContext camel = new DefaultCamelContext()) {
                local.addService("echo", new EchoModel());
                camel.start();
                camel.getComponent("modelarts", ModelArtsComponent.class)
                        .getConfiguration()
                        .setAppCode(local.credentials().appCode());
                return camel.createProducerTemplate()
                        .requestBody("modelarts:predict?address=" + local.address("echo"), "{}", String.class);
            }
        }
    }
}
