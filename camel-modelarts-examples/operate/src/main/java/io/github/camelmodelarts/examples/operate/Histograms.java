package io.github.camelmodelarts.examples.operate;

import java.time.Duration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * A registry whose timer of calls has buckets. Prometheus needs them to compute quantiles; each bucket is one more series for each
 * combination of tags, so the application chooses them.
 */
final class Histograms {

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2)
    };

    private Histograms() {}

    static MeterRegistry registry() {
        MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("modelarts.client.call") ? buckets().merge(config) : config;
            }
        });
        return registry;
    }

    private static DistributionStatisticConfig buckets() {
        double[] nanos = new double[BOUNDS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = BOUNDS[i].toNanos();
        }
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(nanos)
                .build();
    }
}
