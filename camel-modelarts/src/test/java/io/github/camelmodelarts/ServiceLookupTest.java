package io.github.camelmodelarts;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** Services by their id or name, found through the management API. */
class ServiceLookupTest {

    private final TestClock clock = new TestClock();
    private ModelArtsLocal local;
    private Service echo;
    private Routes routes;

    @BeforeEach
    void start() throws Exception {
        local = ModelArtsLocal.start();
        echo = local.addService("echo", new EchoModel());
        routes = Routes.anonymous(clock);
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
    }

    @AfterEach
    void stop() {
        routes.close();
        local.close();
    }

    @Test
    void findsAServiceByItsId() throws Exception {
        assertPredicted(routes.send("modelarts:predict?serviceId=" + echo.id(), "{}"));
    }

    @Test
    void findsAServiceByItsName() throws Exception {
        assertPredicted(routes.send("modelarts:predict?serviceName=echo", "{}"));
    }

    private static void assertPredicted(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    }
}
