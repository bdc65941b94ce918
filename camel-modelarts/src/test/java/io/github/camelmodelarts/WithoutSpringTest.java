package io.github.camelmodelarts;

import java.util.concurrent.Callable;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application without Spring works although the jar contains an auto-configuration. */
class WithoutSpringTest {

    @Test
    void predictsWithoutSpring() throws Exception {
        assertThat(ClassPath.without("spring").run(Prediction.class)).asString().contains("\"method\":\"POST\"");
    }

    /** An application without Spring. */
    public static final class Prediction implements Callable<String> {
        @Override
        public String call() throws Exception {
            assertThatThrownBy(() -> Class.forName("org.springframework.core.SpringVersion"))
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
