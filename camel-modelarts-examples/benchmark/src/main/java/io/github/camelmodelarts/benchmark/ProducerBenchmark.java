package io.github.camelmodelarts.benchmark;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.github.camelmodelarts.ComponentDoor;
import io.github.camelmodelarts.ModelArtsComponent;

/** Measures a call from the exchange to the callback. The response is available at once, on the thread of the caller. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class ProducerBenchmark {

    /** The number of threads that the component has for routes. */
    private static final int WORKERS = 8;

    /** The producer that is called. */
    public enum Called {
        /** The component with a signature. */
        SIGNED,
        /** The component, without authentication. */
        UNSIGNED,
        /** The component, without authentication, with a registry of Micrometer that measures the calls. */
        MEASURED,
        /** A producer that only calls the callback on a thread of a pool. */
        HAND_OVER,
        /** A producer that only calls the callback. */
        NOTHING
    }

    /** Which producer is measured. */
    @Param
    public Called called = Called.NOTHING;

    /** How many calls are in flight. */
    @Param({"1", "64"})
    public int atOnce = 1;

    private final byte[] json = Sample.json();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private volatile @Nullable Exception failure;

    private AsyncProducer producer;
    private Semaphore permits;

    /** Starts the measured producer. */
    @Setup
    public void start() throws Exception {
        if (called == Called.MEASURED) {
            context.getRegistry().bind("metricsRegistry", new SimpleMeterRegistry());
        }
        ModelArtsComponent component = ComponentDoor.component(new InMemory(200, Sample.json()));
        component.getConfiguration().setAppKey("test-app-key");
        component.getConfiguration().setAppSecret("test-app-secret");
        context.addComponent("modelarts", component);
        context.start();
        producer = producer();
        producer.start();
        permits = new Semaphore(atOnce);
    }

    private AsyncProducer producer() throws Exception {
        Endpoint unsigned = context.getEndpoint("modelarts:predict?authType=NONE&address=" + Sample.ADDRESS);
        Endpoint signed = context.getEndpoint("modelarts:predict?authType=APP_SIGNATURE&address=" + Sample.ADDRESS);
        ExecutorService pool = context.getExecutorServiceManager().newFixedThreadPool(this, "HandOver", WORKERS);
        return switch (called) {
            case SIGNED -> signed.createAsyncProducer();
            case UNSIGNED, MEASURED -> unsigned.createAsyncProducer();
            case HAND_OVER ->
                new DefaultAsyncProducer(unsigned) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        pool.execute(() -> callback.done(false));
                        return false;
                    }
                };
            case NOTHING ->
                new DefaultAsyncProducer(unsigned) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        callback.done(true);
                        return true;
                    }
                };
        };
    }

    /** Starts a call as soon as fewer than {@code atOnce} calls are in flight. */
    @Benchmark
    public void call() throws Exception {
        permits.acquire();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(json);
        producer.process(exchange, doneSync -> {
            if (exchange.getException() != null) {
                failure = exchange.getException();
            }
            permits.release();
        });
    }

    /** Waits for the calls in flight, then stops the producer. */
    @TearDown
    public void stop() throws Exception {
        permits.acquire(atOnce);
        producer.stop();
        context.close();
        if (failure != null) {
            throw new IllegalStateException("A call failed, so the results are not valid", failure);
        }
    }
}
