package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;

import io.vertx.ext.web.client.WebClientOptions;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.benchmark.Sample;

/** A route that calls the server with a Camel endpoint. Its next step reads the response if that is a stream; otherwise there is none. */
final class CamelCaller implements Caller {

    static final String APP_KEY = "benchmark-app-key";
    static final String APP_SECRET = "benchmark-app-secret";

    private static final String APP_CODE = "benchmark-app-code";
    private static final String START = "direct:start";
    /** The property of an exchange that holds the histogram of its events. */
    private static final String DELAYS = "delays";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Target target;
    private final Contestant contestant;
    private final Endpoint start;
    private final AsyncProducer producer;
    private final Object body;

    CamelCaller(Target target, Contestant contestant) {
        this.target = target;
        this.contestant = contestant;
        this.body = target.sendsFile() ? target.file().toFile() : Sample.json();
        try {
            String uri = uri();
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    RouteDefinition route = from(START);
                    if (contestant == Contestant.HTTP_UNCACHED) {
                        route.streamCache("false");
                    }
                    route.to(uri);
                    switch (target.response()) {
                        case PREDICTION -> {}
                        case BYTES -> route.process(CamelCaller::readBytes);
                        case EVENTS ->
                            route.split(contestant.isOurs() ? body() : body().tokenize("\n\n"))
                                    .streaming()
                                    .process(CamelCaller::readEvent);
                    }
                }
            });
            // an exchange that ended with an OutOfMemoryError is in flight for ever
            context.getShutdownStrategy().setTimeout(1);
            context.start();
            start = context.getEndpoint(START);
            producer = start.createAsyncProducer();
            producer.start();
        } catch (Exception e) {
            throw new IllegalStateException("The route of " + contestant.label() + " can't start", e);
        }
    }

    /** Replaces the body by its size. */
    private static void readBytes(Exchange exchange) throws IOException {
        try (InputStream in = exchange.getMessage().getBody(InputStream.class)) {
            exchange.getMessage().setBody(in.transferTo(OutputStream.nullOutputStream()));
        }
    }

    private static void readEvent(Exchange exchange) {
        exchange.getProperty(DELAYS, Histogram.class)
                .addSince(exchange.getMessage().getBody(String.class));
    }

    private String uri() {
        return switch (contestant) {
            case SIGNED -> modelArts("APP_SIGNATURE", BodyType.RAW);
            case SIGNED_FORM -> modelArts("APP_SIGNATURE", BodyType.FILE);
            case APP_CODE -> modelArts("APP_CODE", BodyType.RAW);
            case NONE -> modelArts("NONE", BodyType.RAW);
            case HTTP, HTTP_RAISED, HTTP_UNCACHED -> http();
            case VERTX_HTTP -> vertxHttp();
            case NETTY_HTTP -> nettyHttp();
            default -> throw new IllegalArgumentException(contestant + " is no Camel endpoint");
        };
    }

    private String modelArts(String authType, BodyType fileBodyType) {
        ModelArtsComponent component = new ModelArtsComponent();
        component.getConfiguration().setAppKey(APP_KEY);
        component.getConfiguration().setAppSecret(APP_SECRET);
        component.getConfiguration().setAppCode(APP_CODE);
        component.getConfiguration().setMaxConnections(target.connections());
        // as long as the other clients wait by default: a busy machine must not end the run
        component.getConfiguration().setConnectTimeout(Duration.ofMinutes(3));
        if (target.tls()) {
            component.getConfiguration().setSslContextParameters(target.camelTrust());
        }
        context.addComponent("modelarts", component);
        component.getConfiguration().setStreaming(target.response() != Target.Response.PREDICTION);
        component.getConfiguration().setHttp2(target.http2());
        component.getConfiguration().setBodyType(target.sendsFile() ? fileBodyType : BodyType.AUTO);
        return "modelarts:predict?authType=" + authType + "&address=" + target.address();
    }

    private String http() {
        HttpComponent component = context.getComponent(target.tls() ? "https" : "http", HttpComponent.class);
        if (contestant == Contestant.HTTP_RAISED) {
            component.setConnectionsPerRoute(target.connections());
            component.setMaxTotalConnections(target.connections());
        }
        if (target.tls()) {
            component.setSslContextParameters(target.camelTrust());
        }
        return target.address() + (contestant == Contestant.HTTP_UNCACHED ? "?disableStreamCache=true" : "");
    }

    /** By default, it has 5 connections to a host. */
    private String vertxHttp() {
        context.getRegistry().bind("options", new WebClientOptions().setMaxPoolSize(target.connections()));
        context.getRegistry().bind("trust", target.camelTrust());
        return "vertx-http:" + target.address()
                + (target.tls()
                        ? "?webClientOptions=#options&sslContextParameters=#trust"
                        : "?webClientOptions=#options");
    }

    /** By default, its pool has no limit, but keeps 100 idle connections. */
    private String nettyHttp() {
        context.getRegistry().bind("trust", target.camelTrust());
        return "netty-http:" + target.address() + "?producerPoolMaxIdle=" + target.connections()
                + (target.tls() ? "&ssl=true&sslContextParameters=#trust" : "");
    }

    @Override
    public void call(Consumer<@Nullable Throwable> end) {
        process(start.createExchange(), end);
    }

    @Override
    public void call(Histogram delays, Consumer<@Nullable Throwable> end) {
        Exchange exchange = start.createExchange();
        exchange.setProperty(DELAYS, delays);
        process(exchange, end);
    }

    private void process(Exchange exchange, Consumer<@Nullable Throwable> end) {
        exchange.getMessage().setBody(body);
        if (!target.sendsFile()) {
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        producer.process(exchange, doneSync -> end.accept(failure(exchange)));
    }

    /** Returns why a call is not a success, after reading a prediction that is not in memory yet. */
    private @Nullable Throwable failure(Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure != null) {
            return failure;
        }
        Object response = exchange.getMessage().getBody();
        boolean complete = switch (target.response()) {
            case PREDICTION ->
                response instanceof String text
                        ? !text.isEmpty()
                        : exchange.getMessage().getBody(byte[].class).length > 0;
            case BYTES -> response.equals(target.size());
            case EVENTS -> exchange.getProperty(DELAYS, Histogram.class).count() == target.size();
        };
        return complete ? null : new IllegalStateException("The response is not complete");
    }

    @Override
    public boolean blocks() {
        return contestant == Contestant.HTTP || contestant == Contestant.HTTP_RAISED;
    }

    @Override
    public void close() {
        context.stop();
    }
}
