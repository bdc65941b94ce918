package io.github.camelmodelarts.examples.quarkus;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Measures calls in a registry that is a bean. */
@QuarkusTest
@QuarkusTestResource(LocalModelArts.class)
class MetricsTest {

    @Inject
    MeterRegistry registry;

    @Inject
    ProducerTemplate template;

    // recipe
    @Produces
    @Singleton
    @Named("metricsRegistry")
    @Unremovable
    static MeterRegistry metricsRegistry() {
        return new SimpleMeterRegistry();
    }
    // end of recipe

    @Test
    void measuresCalls() {
        template.requestBody("modelarts:predict?address={{service.address}}", """
                {"data":{"req_data":[{"sepalLength":5.1,"sepalWidth":3.5,"petalLength":1.4,"petalWidth":0.2}]}}""");

        assertThat(registry.get("modelarts.client.call")
                        .tag("outcome", "SUCCESS")
                        .timer()
                        .count())
                .isPositive();
    }
}
