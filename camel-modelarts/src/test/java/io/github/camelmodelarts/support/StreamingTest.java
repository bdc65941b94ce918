package io.github.camelmodelarts.support;

import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** Base of the tests of streamed responses: a service whose next response the test sets, and a route with Camel's defaults that calls it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StreamingTest {

    protected ModelArtsLocal local;
    protected Routes routes;
    protected volatile ModelAnswer answer;
    private int services;

    @RegisterExtension
    protected final NothingLeft nothingLeft = new NothingLeft(this::open);

    @BeforeAll
    void startLocal() throws Exception {
        local = ModelArtsLocal.start();
    }

    @AfterAll
    void stopLocal() {
        local.close();
    }

    private Routes open() throws Exception {
        routes = Routes.knowing(local);
        routes.context().getRegistry().bind("trust", Trust.in(local));
        routes.context().getShutdownStrategy().setTimeout(1);
        return routes;
    }

    /** A new service that sends {@link #answer}. */
    protected Service service() {
        services++;
        return local.addService("stream-" + services, request -> answer);
    }

    /** The URI of a streamed call. */
    protected String streaming(Service service) {
        return "modelarts:predict?authType=APP_CODE&streaming=true&address=RAW(" + local.address(service.name()) + ")";
    }

    /** Calls a service that sends this response, in a route that continues with these steps. */
    protected Exchange run(ModelAnswer response, String options, Consumer<RouteDefinition> steps) throws Exception {
        answer = response;
        String uri = streaming(service()) + options;
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.accept(from("direct:run").routeId("run").to(uri));
            }
        });
        return nothingLeft.watched(routes.call("direct:run", "{}"));
    }

    protected static ServerSentEvents events(Exchange exchange) {
        return exchange.getMessage().getBody(ServerSentEvents.class);
    }

    /** Reads all events of the body. */
    protected static void readAll(Exchange exchange) {
        ServerSentEvents all = events(exchange);
        while (all.hasNext()) {
            all.next();
        }
    }

    /** The failure of a stream that was read to its end. */
    protected static ModelArtsStreamException broken(Exchange exchange) {
        ModelArtsStreamException failure = exchange.getException(ModelArtsStreamException.class);
        assertThat(failure).as(() -> String.valueOf(exchange.getException())).isNotNull();
        return failure;
    }

    protected static Object end(Exchange exchange) {
        return exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY);
    }
}
