package io.github.camelmodelarts;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelmodelarts.local.ModelArtsLocal;

/** A Camel context whose component holds all credentials of a local ModelArts; what a test uses is up to its {@code authType}. */
final class Routes implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private int routes;

    private Routes() throws Exception {
        context.getGlobalOptions().put("CamelLogDebugBodyMaxChars", "0");
        context.start();
        template = context.createProducerTemplate();
    }

    /** Without credentials. */
    static Routes anonymous() throws Exception {
        return new Routes();
    }

    /** Without credentials, by a clock of one's own. */
    static Routes anonymous(TestClock clock) throws Exception {
        Routes routes = new Routes();
        routes.context.addComponent("modelarts", new ModelArtsComponent(clock));
        return routes;
    }

    static Routes knowing(ModelArtsLocal local) throws Exception {
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
    static Routes managing(ModelArtsLocal local) throws Exception {
        Routes routes = new Routes();
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setProjectId(local.credentials().projectId());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return routes;
    }

    CamelContext context() {
        return context;
    }

    ModelArtsComponent component() {
        return context.getComponent("modelarts", ModelArtsComponent.class);
    }

    ProducerTemplate template() {
        return template;
    }

    void add(RoutesBuilder builder) throws Exception {
        context.addRoutes(builder);
    }

    /** Sends an exchange through a route of one step, and brings it back with its message or its exception. */
    Exchange send(String uri, Object body, Map<String, Object> headers) throws Exception {
        String from = "direct:route-" + routes++;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).to(uri);
            }
        });
        return template.send(from, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    Exchange send(String uri, Object body) throws Exception {
        return send(uri, body, Map.of());
    }

    @Override
    public void close() {
        context.stop();
    }
}
