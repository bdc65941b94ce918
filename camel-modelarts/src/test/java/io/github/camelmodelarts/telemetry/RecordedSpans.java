package io.github.camelmodelarts.telemetry;

import java.time.Duration;
import java.util.List;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;

import static org.awaitility.Awaitility.await;

/** What Camel's tracer for OpenTelemetry records of the routes of a context that are added from now on. */
final class RecordedSpans implements AutoCloseable {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    RecordedSpans(CamelContext context) {
        context.getRegistry().bind("tracer", provider.get("camel"));
        context.getRegistry().bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        new OpenTelemetryTracer().init(context);
    }

    /** All spans that have ended. */
    List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    /** The spans of calls of the component, when there are this many. */
    List<SpanData> ofCalls(int count) {
        return await().atMost(Duration.ofSeconds(30)).until(this::ofCalls, spans -> spans.size() == count);
    }

    List<SpanData> ofCalls() {
        return all().stream()
                .filter(span -> span.getName().startsWith("modelarts"))
                .toList();
    }

    @Override
    public void close() {
        provider.close();
    }
}
