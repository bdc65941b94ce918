package io.github.camelmodelarts.benchmark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
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
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

/** Measures a call that the service rejects with the longest text that is kept: reading the text, and masking secrets in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class RefusalBenchmark {

    /** How the request is authenticated: the credentials that were sent are masked in the text. */
    @Param({"NONE", "APP_CODE", "APP_SIGNATURE"})
    public String authType = "NONE";

    private final byte[] json = Sample.json();
    private final DefaultCamelContext context = new DefaultCamelContext();

    private AsyncProducer producer;

    /** Starts the measured producer. */
    @Setup
    public void start() throws Exception {
        ModelArtsComponent component = ComponentDoor.component(new InMemory(400, Sample.rejection()));
        component.getConfiguration().setAppKey("test-app-key");
        component.getConfiguration().setAppSecret("test-app-secret");
        component.getConfiguration().setAppCode("test-app-code-4f1b0c6d2e8a4b7f9d3c5e1a0b2c4d6e");
        context.addComponent("modelarts", component);
        context.start();
        producer = context.getEndpoint(
                        "modelarts:predict?maxRetries=0&authType=" + authType + "&address=" + Sample.ADDRESS)
                .createAsyncProducer();
        producer.start();
    }

    /** Makes one call, from the exchange to the callback. */
    @Benchmark
    public Exchange call() throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(json);
        CountDownLatch done = new CountDownLatch(1);
        producer.process(exchange, doneSync -> done.countDown());
        done.await();
        if (!(exchange.getException() instanceof ModelArtsOperationFailedException)) {
            throw new IllegalStateException(
                    "The call was not rejected, so the results are not valid", exchange.getException());
        }
        return exchange;
    }

    /** Stops the producer. */
    @TearDown
    public void stop() throws Exception {
        producer.stop();
        context.close();
    }
}
