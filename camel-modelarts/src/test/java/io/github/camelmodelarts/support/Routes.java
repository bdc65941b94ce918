package io.github.camelmodelarts.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.spi.StreamCachingStrategy;
import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultThreadPoolFactory;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/**
 * A Camel context with the component of a test, and short methods to call it. Tests whose context Camel's test support can start extend
 * {@link ContextTest}. Use this class directly for a second context in a test, for one that {@link NothingLeft} checks, and for one in
 * another process.
 */
public final class Routes implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final TestClock clock;
    private int routes;

    private Routes() throws Exception {
        this(new TestClock());
    }

    private Routes(TestClock clock) throws Exception {
        this(clock, new DefaultThreadPoolFactory());
    }

    private Routes(TestClock clock, ThreadPoolFactory pools) throws Exception {
        this(clock, pools, null, null);
    }

    private Routes(TestClock clock, ThreadPoolFactory pools, ResponseMemory memory, Object meters) throws Exception {
        this.clock = clock;
        ModelArtsComponent component =
                ComponentAccess.component(clock, clock::nanoTime, Routes::shortPauses, HttpClients::new);
        if (memory != null) {
            ComponentAccess.memory(component, memory);
        }
        if (meters != null) {
            context.getRegistry().bind("meters", meters);
        }
        context.getExecutorServiceManager().setThreadPoolFactory(pools);
        context.addComponent("modelarts", component);
        RouteThreads.watch(context);
        context.getGlobalOptions().put("CamelLogDebugBodyMaxChars", "0");
        context.start();
        template = context.createProducerTemplate();
    }

    /** A fixed random number that makes pauses before retries a hundredth of their maximum. */
    private static double shortPauses() {
        return 0.99;
    }

    /** A context without credentials. */
    public static Routes anonymous() throws Exception {
        return new Routes();
    }

    /** A context without credentials, with this memory budget for responses. */
    public static Routes anonymous(ResponseMemory memory) throws Exception {
        return new Routes(new TestClock(), new DefaultThreadPoolFactory(), memory, null);
    }

    /** A context without credentials, with a registry for metrics. */
    public static Routes measured(Object meters) throws Exception {
        return new Routes(new TestClock(), new DefaultThreadPoolFactory(), null, meters);
    }

    /** A context without credentials, with a custom clock. */
    public static Routes anonymous(TestClock clock) throws Exception {
        return new Routes(clock);
    }

    /** A context without credentials, with a custom clock and custom pools. */
    public static Routes anonymous(TestClock clock, ThreadPoolFactory pools) throws Exception {
        return new Routes(clock, pools);
    }

    /** A context with an access key for a session, with a custom clock. */
    public static Routes withSession(ModelArtsLocal local, TestClock clock) throws Exception {
        return withSession(local, clock, new DefaultThreadPoolFactory());
    }

    /** The same with custom pools. */
    public static Routes withSession(ModelArtsLocal local, TestClock clock, ThreadPoolFactory pools) throws Exception {
        Routes routes = anonymous(clock, pools);
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return routes;
    }

    /** A context with all credentials of a local ModelArts; {@code authType} selects the credentials of a call. */
    public static Routes knowing(ModelArtsLocal local) throws Exception {
        Routes routes = new Routes();
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey(local.credentials().appKey());
        options.setAppSecret(local.credentials().appSecret());
        options.setAppCode(local.credentials().appCode());
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setToken(local.credentials().token());
        options.setApiKey(local.credentials().apiKey());
        return routes;
    }

    /** A context with the access key of a local ModelArts, for its management API. */
    public static Routes managing(ModelArtsLocal local) throws Exception {
        Routes routes = new Routes();
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setProjectId(local.credentials().projectId());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return routes;
    }

    /** The clock of the component. */
    public TestClock clock() {
        return clock;
    }

    public CamelContext context() {
        return context;
    }

    public ModelArtsComponent component() {
        return context.getComponent("modelarts", ModelArtsComponent.class);
    }

    public ProducerTemplate template() {
        return template;
    }

    /** Adds a route of one step, and returns the URI of its beginning. */
    public String route(String uri) throws Exception {
        String from = "direct:route-" + routes++;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).to(uri);
            }
        });
        return from;
    }

    /** Sends an exchange to the beginning of a route, and returns it with its message or exception. */
    public Exchange call(String from, Object body, Map<String, Object> headers) {
        return template.send(from, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    public Exchange call(String from, Object body) {
        return call(from, body, Map.of());
    }

    /** Sends an exchange through a separate route of one step. */
    public Exchange send(String uri, Object body, Map<String, Object> headers) throws Exception {
        return call(route(uri), body, headers);
    }

    public Exchange send(String uri, Object body) throws Exception {
        return send(uri, body, Map.of());
    }

    /** Lets Camel keep large cached streams as files in this folder, which it creates, and deletes when it stops and the folder is empty. */
    public void spoolTo(Path folder) {
        StreamCachingStrategy caching = context.getStreamCachingStrategy();
        // it decides at its start whether it spools
        caching.stop();
        caching.setSpoolEnabled(true);
        caching.setSpoolDirectory(folder.toFile());
        caching.start();
    }

    /** A started producer. It is stopped with the context at the latest. */
    public AsyncProducer producer(String uri) throws Exception {
        AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
        if (producer instanceof RouteIdAware step) {
            step.setRouteId("of-the-test");
        }
        context.addService(producer);
        return producer;
    }

    public Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    /** Sends many exchanges in parallel, and returns them when all have ended. */
    public List<Exchange> sendInParallel(String uri, int calls) throws Exception {
        AsyncProducer producer = producer(uri);
        List<Exchange> exchanges = sendInParallel(producer, calls);
        producer.stop();
        return exchanges;
    }

    public List<Exchange> sendInParallel(AsyncProducer producer, int calls) throws Exception {
        return startInParallel(producer, calls).get(60, TimeUnit.SECONDS);
    }

    /** Sends many exchanges in parallel and returns at once; completes when all have ended. */
    public CompletableFuture<List<Exchange>> startInParallel(String uri, int calls) throws Exception {
        return startInParallel(producer(uri), calls);
    }

    /** The same with a given producer. */
    public CompletableFuture<List<Exchange>> startInParallel(AsyncProducer producer, int calls) {
        List<Exchange> exchanges = new ArrayList<>();
        List<CompletableFuture<Exchange>> ends = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Exchange exchange = exchange("{}");
            CompletableFuture<Exchange> end = new CompletableFuture<>();
            exchanges.add(exchange);
            ends.add(end);
            producer.process(exchange, doneSync -> end.complete(exchange));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).thenApply(all -> exchanges);
    }

    @Override
    public void close() {
        context.stop();
    }
}
