package io.github.camelmodelarts.support;

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
 * A Camel context with the component of a test, and short ways to call it. Tests whose context Camel's test support can start extend
 * {@link ContextTest}; by itself this is for a second context in a test, for one that {@link NothingLeft} looks after, and for one in
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
        this(clock, pools, null);
    }

    private Routes(TestClock clock, ThreadPoolFactory pools, ResponseMemory memory) throws Exception {
        this.clock = clock;
        ModelArtsComponent component =
                ComponentAccess.component(clock, clock::nanoTime, Routes::shortPauses, HttpClients::new);
        if (memory != null) {
            ComponentAccess.memory(component, memory);
        }
        context.getExecutorServiceManager().setThreadPoolFactory(pools);
        context.addComponent("modelarts", component);
        RouteThreads.watch(context);
        context.getGlobalOptions().put("CamelLogDebugBodyMaxChars", "0");
        context.start();
        template = context.createProducerTemplate();
    }

    /** By chance a hundredth of what they could be, always. */
    private static double shortPauses() {
        return 0.99;
    }

    /** Without credentials. */
    public static Routes anonymous() throws Exception {
        return new Routes();
    }

    /** Without credentials, with so much memory for answers. */
    public static Routes anonymous(ResponseMemory memory) throws Exception {
        return new Routes(new TestClock(), new DefaultThreadPoolFactory(), memory);
    }

    /** Without credentials, by a clock of one's own. */
    public static Routes anonymous(TestClock clock) throws Exception {
        return new Routes(clock);
    }

    /** Without credentials, by a clock and with pools of one's own. */
    public static Routes anonymous(TestClock clock, ThreadPoolFactory pools) throws Exception {
        return new Routes(clock, pools);
    }

    /** With an access key that opens a session, by a clock of one's own. */
    public static Routes withSession(ModelArtsLocal local, TestClock clock) throws Exception {
        return withSession(local, clock, new DefaultThreadPoolFactory());
    }

    /** The same with pools of one's own. */
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

    /** With all credentials of a local ModelArts; which of them a call uses is up to its {@code authType}. */
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

    /** With the access key of a local ModelArts, to call its management API with. */
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

    /** Adds a route of one step, and says where it begins. */
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

    /** Sends an exchange to where a route begins, and brings it back with its message or its exception. */
    public Exchange call(String from, Object body, Map<String, Object> headers) {
        return template.send(from, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    public Exchange call(String from, Object body) {
        return call(from, body, Map.of());
    }

    /** The same through a route of its own. */
    public Exchange send(String uri, Object body, Map<String, Object> headers) throws Exception {
        return call(route(uri), body, headers);
    }

    public Exchange send(String uri, Object body) throws Exception {
        return send(uri, body, Map.of());
    }

    /** A step of a route, which runs until it is stopped, at the latest with the context. */
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

    /** Sends many at a time, and brings them back. */
    public List<Exchange> sendInParallel(String uri, int calls) throws Exception {
        AsyncProducer producer = producer(uri);
        List<Exchange> exchanges = sendInParallel(producer, calls);
        producer.stop();
        return exchanges;
    }

    public List<Exchange> sendInParallel(AsyncProducer producer, int calls) throws Exception {
        return startInParallel(producer, calls).get(60, TimeUnit.SECONDS);
    }

    /** Sends many at a time and returns at once; completes when all of them are back. */
    public CompletableFuture<List<Exchange>> startInParallel(String uri, int calls) throws Exception {
        return startInParallel(producer(uri), calls);
    }

    /** The same over a producer of one's own. */
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
