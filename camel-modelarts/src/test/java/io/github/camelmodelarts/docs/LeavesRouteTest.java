package io.github.camelmodelarts.docs;

import java.time.Duration;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LeavesRouteTest extends CamelTestSupport {

    static class LeavesRoute extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:leaves")
                    .to("modelarts:predict?address={{leaves.address}}&authType=APP_CODE")
                    .to("file:results");
        }
    }

    private final ModelArtsLocal modelArts = ModelArtsLocal.start();
    private final Service leaves = modelArts
            .addService("leaves", request -> ModelAnswer.json(List.of("oak")))
            .accepts(Scheme.APP_CODE);

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        modelArts.properties().forEach(context.getPropertiesComponent()::addInitialProperty);
        context.getComponent("modelarts", ModelArtsComponent.class)
                .getConfiguration()
                .setAppCode(modelArts.credentials().appCode());
        return context;
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpointsAndSkip("file:*");
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new LeavesRoute();
    }

    @Override
    protected void cleanupResources() {
        modelArts.close();
    }

    @Test
    void sendsTheLengthAndStoresTheResponse() throws Exception {
        MockEndpoint results = getMockEndpoint("mock:file:results");
        results.expectedBodiesReceived("[\"oak\"]");

        template.sendBody("direct:leaves", "{\"length\":7}");

        results.assertIsSatisfied();
        RecordedRequest request = modelArts.awaitRequests(1).get(0);
        assertEquals("{\"length\":7}", request.bodyText());
        assertEquals("application/json", request.header("Content-Type"));
    }

    @Test
    void retriesWhenAnInstanceRestarts() throws Exception {
        leaves.delay(Duration.ofMillis(100)).failNext(1, Refusals.backendUnavailable());
        getMockEndpoint("mock:file:results").expectedMessageCount(1);

        template.sendBody("direct:leaves", "{\"length\":7}");

        MockEndpoint.assertIsSatisfied(context);
        List<RecordedRequest> requests = modelArts.awaitRequests(2);
        assertEquals(502, requests.get(0).status());
        assertEquals(200, requests.get(1).status());
    }

    @Test
    void reportsThatTheServiceIsThrottled() throws Exception {
        leaves.throttle(1, Duration.ofMinutes(5));
        getMockEndpoint("mock:file:results").expectedMessageCount(1);
        template.sendBody("direct:leaves", "{\"length\":7}");

        CamelExecutionException failure =
                assertThrows(CamelExecutionException.class, () -> template.sendBody("direct:leaves", "{\"length\":8}"));

        var throttled = assertInstanceOf(ModelArtsOperationFailedException.class, failure.getCause());
        assertEquals(429, throttled.getStatusCode());
        MockEndpoint.assertIsSatisfied(context);
    }
}
