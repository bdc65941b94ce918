package io.github.camelmodelarts.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;

/** A registry whose methods all throw. */
final class ThrowingRegistry extends MeterRegistry {

    final AtomicInteger thrown = new AtomicInteger();

    ThrowingRegistry() {
        super(Clock.SYSTEM);
    }

    private UnsupportedOperationException thrown() {
        thrown.incrementAndGet();
        return new UnsupportedOperationException("the registry of a test");
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, T object, ToDoubleFunction<T> value) {
        throw thrown();
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        throw thrown();
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
        throw thrown();
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig config, double scale) {
        throw thrown();
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        throw thrown();
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        throw thrown();
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        throw thrown();
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        throw thrown();
    }

    @Override
    protected DistributionStatisticConfig defaultHistogramConfig() {
        throw thrown();
    }

    @Override
    public Meter remove(Meter meter) {
        throw thrown();
    }
}
