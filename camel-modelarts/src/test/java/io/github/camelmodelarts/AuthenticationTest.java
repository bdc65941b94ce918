package io.github.camelmodelarts;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RecordedRequest;
import io.github.camelmodelarts.local.Scheme;

import static org.assertj.core.api.Assertions.assertThat;

/** Every way of proving who is calling, checked by the gateway. */
class AuthenticationTest {

    private static ModelArtsLocal local;
    private static Routes routes;

    @BeforeAll
    static void start() throws Exception {
        local = ModelArtsLocal.start();
        local.addService("echo", new EchoModel());
        routes = Routes.knowing(local);
    }

    @AfterAll
    static void stop() {
        routes.close();
        local.close();
    }

    @BeforeEach
    void forget() {
        local.clearRequests();
    }

    @ParameterizedTest
    @CsvSource({
        "APP_SIGNATURE, APP_SIGNATURE",
        "APP_CODE, APP_CODE",
        "APP_KEY, APP_KEY",
        "AK_SK, AK_SK",
        "TOKEN, TOKEN",
        "API_KEY, API_KEY",
        "app-signature, APP_SIGNATURE",
        "appCode, APP_CODE",
        "ak_sk, AK_SK",
        "ApiKey, API_KEY",
    })
    void provesWhoIsCallingInTheWayTheUriSays(String authType, Scheme scheme) throws Exception {
        Exchange exchange = routes.send(
                "modelarts:predict?authType=" + authType + "&address=" + local.address("echo"), "{\"a\":1}");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(exchange.getMessage().getBody(String.class)).contains("{\\\"a\\\":1}");
        assertThat(onlyRequest().scheme()).isEqualTo(scheme);
    }

    private static RecordedRequest onlyRequest() {
        assertThat(local.requests()).hasSize(1);
        return local.requests().get(0);
    }
}
