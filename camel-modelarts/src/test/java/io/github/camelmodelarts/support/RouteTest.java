package io.github.camelmodelarts.support;

import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** A local ModelArts with the services {@code echo} and {@code sink}, and routes that know its credentials. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RouteTest extends ContextTest {

    protected ModelArtsLocal local;
    protected Service echo;
    protected Service sink;

    @BeforeAll
    protected void startLocal() throws Exception {
        local = ModelArtsLocal.start();
        echo = local.addService("echo", new EchoModel());
        sink = local.addService("sink", new SinkModel());
    }

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.knowing(local);
    }

    @AfterAll
    protected void stopLocal() {
        if (routes != null) {
            routes.close();
        }
        if (local != null) {
            local.close();
        }
    }

    @BeforeEach
    protected void forgetRequests() {
        local.clearRequests();
        echo.clear();
        sink.clear();
    }

    protected String predict(String authType, String address) {
        return "modelarts:predict?authType=" + authType + "&address=RAW(" + address + ")";
    }

    /** The requests that the gateway received. It records a request after it has responded, so this waits for them. */
    protected List<RecordedRequest> requests(int count) {
        List<RecordedRequest> requests = local.awaitRequests(count);
        assertThat(requests).hasSize(count);
        return requests;
    }

    protected RecordedRequest request() {
        return requests(1).get(0);
    }

    public static void assertPredicted(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    }
}
