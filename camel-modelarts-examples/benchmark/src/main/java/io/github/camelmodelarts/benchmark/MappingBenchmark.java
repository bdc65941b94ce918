package io.github.camelmodelarts.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.client.RequestDraft;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/** Measures the mapping of an exchange to a request, and of a response to an exchange, without a call. */
public class MappingBenchmark {

    private MappingBenchmark() {}

    private static EndpointSettings settings() {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAddress(Sample.ADDRESS);
        options.setAppCode("test-app-code");
        return EndpointSettings.of(options, new ModelArtsConfiguration(), Map.of(), null);
    }

    /** The body of the exchange. All of them become the same JSON. */
    public enum Sent {
        /** JSON as bytes. */
        BYTES,
        /** JSON as text. */
        TEXT,
        /** An object that is written as JSON. */
        MAP
    }

    /** Measures the mapping of an exchange to a request. */
    @State(Scope.Thread)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Fork(value = 2, jvmArgsAppend = "-Xmx1g")
    @Warmup(iterations = 4, time = 1)
    @Measurement(iterations = 5, time = 1)
    public static class Request {

        /** The body. */
        @Param
        public Sent sent = Sent.BYTES;

        private final EndpointSettings settings = settings();
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final Exchange exchange = new DefaultExchange(context);

        /** Sets the body. The mapping does not change the exchange, so one exchange is enough. */
        @Setup
        public void fill() {
            byte[] json = Sample.json();
            String text = new String(json, StandardCharsets.US_ASCII);
            exchange.getMessage()
                    .setBody(
                            switch (sent) {
                                case BYTES -> json;
                                case TEXT -> text;
                                case MAP -> {
                                    String record = text.substring(text.indexOf('x'), text.lastIndexOf('x') + 1);
                                    yield Map.of("data", Map.of("req_data", List.of(Map.of("text", record))));
                                }
                            });
        }

        /** Maps the exchange to a request. */
        @Benchmark
        public RequestDraft request() {
            return settings.requests().of(exchange);
        }

        /** Closes the context. */
        @TearDown
        public void stop() {
            context.stop();
        }
    }

    /** Measures the mapping of a response to an exchange. */
    @State(Scope.Thread)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Fork(value = 2, jvmArgsAppend = "-Xmx1g")
    @Warmup(iterations = 4, time = 1)
    @Measurement(iterations = 5, time = 1)
    public static class Response {

        private final EndpointSettings settings = settings();
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final CallResult result = new CallResult(
                new InMemory(200, Sample.json())
                        .send(ServiceRequest.of("POST", Sample.ADDRESS, Body.NONE))
                        .join(),
                1,
                null);
        private final Target target = new Target(null, null, "/v1/infers");

        /** Maps the response to a new exchange. */
        @Benchmark
        public Exchange response() {
            Exchange exchange = newExchange();
            settings.responses().predicted(exchange, target, result);
            return exchange;
        }

        /** Only creates the exchange, which {@link #response()} does, too. */
        @Benchmark
        public Exchange newExchange() {
            return new DefaultExchange(context);
        }

        /** Closes the context. */
        @TearDown
        public void stop() {
            context.stop();
        }
    }
}
