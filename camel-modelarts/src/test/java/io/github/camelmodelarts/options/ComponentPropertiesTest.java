package io.github.camelmodelarts.options;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Options that are set as {@code camel.component.modelarts.*}. */
class ComponentPropertiesTest {

    private final Main main = new Main();

    private ModelArtsConfiguration configured() {
        return main.getCamelContext()
                .getComponent("modelarts", ModelArtsComponent.class)
                .getConfiguration();
    }

    @Test
    void optionsAreBoundInCamelsSpellings() throws Exception {
        main.addInitialProperty("camel.component.modelarts.app-key", "k");
        main.addInitialProperty("camel.component.modelarts.appSecret", "s");
        main.addInitialProperty("camel.component.modelarts.auth-type", "app-signature");
        main.addInitialProperty("camel.component.modelarts.total-timeout", "5m");
        main.addInitialProperty("camel.component.modelarts.max-connections", "12");
        main.addInitialProperty("camel.component.modelarts.bodyType", "base64");
        main.start();
        try {
            assertThat(configured().getAppKey()).isEqualTo("k");
            assertThat(configured().getAuthType()).isEqualTo(AuthType.APP_SIGNATURE);
            assertThat(configured().getTotalTimeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(configured().getMaxConnections()).isEqualTo(12);
            assertThat(configured().getBodyType()).isEqualTo(BodyType.BASE64);
        } finally {
            main.stop();
        }
    }

    @Test
    void unknownOptionIsNamed() {
        main.addInitialProperty("camel.component.modelarts.app-kye", "k");

        assertThatThrownBy(main::start).hasStackTraceContaining("appKye");
        main.stop();
    }

    /** A new object for each name: a lambda without captured variables would be one shared object. */
    private static AuthStrategy strategy(String name) {
        return request -> CompletableFuture.completedFuture(new Authenticated(request.withHeader("X-Caller", name)));
    }

    @Test
    void unnamedBeansAreNotUsed() throws Exception {
        bindTwoOfAKind();
        main.start();
        try {
            assertThat(configured().getAuthStrategy()).isNull();
            assertThat(configured().getSslContextParameters()).isNull();
            assertThat(main.getCamelContext().getSSLContextParameters()).isNull();
        } finally {
            main.stop();
        }
    }

    @Test
    void namedBeanIsUsed() throws Exception {
        bindTwoOfAKind();
        main.addInitialProperty("camel.component.modelarts.auth-strategy", "#bean:second");
        main.addInitialProperty("camel.component.modelarts.ssl-context-parameters", "#bean:lax");
        main.start();
        try {
            assertThat(configured().getAuthStrategy())
                    .isNotNull()
                    .isSameAs(main.getCamelContext().getRegistry().lookupByName("second"));
            assertThat(configured().getSslContextParameters())
                    .isNotNull()
                    .isSameAs(main.getCamelContext().getRegistry().lookupByName("lax"));
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auth-strategy, #type:io.github.camelmodelarts.api.AuthStrategy, authStrategy",
        "auth-strategy, #autowired, authStrategy",
        "ssl-context-parameters, #autowired, sslContextParameters",
        "auth-strategy, #bean:third, authStrategy",
    })
    void optionIsNamedIfItsBeanIsMissingOrAmbiguous(String option, String value, String named) {
        bindTwoOfAKind();
        main.addInitialProperty("camel.component.modelarts." + option, value);

        assertThatThrownBy(main::start).hasStackTraceContaining(named);
        main.stop();
    }

    private void bindTwoOfAKind() {
        main.bind("first", strategy("first"));
        main.bind("second", strategy("second"));
        main.bind("strict", new SSLContextParameters());
        main.bind("lax", new SSLContextParameters());
    }

    @Test
    void endpointWithOnlyAnAddressUsesTheComponentsOptions() throws Exception {
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            local.addService("echo", new EchoModel());
            main.addInitialProperty(
                    "camel.component.modelarts.app-key", local.credentials().appKey());
            main.addInitialProperty(
                    "camel.component.modelarts.app-secret", local.credentials().appSecret());
            main.addInitialProperty("camel.component.modelarts.http-method", "PUT");
            main.addInitialProperty("service.address", local.address("echo"));
            main.configure().addRoutesBuilder(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:predict").to("modelarts:predict?address={{service.address}}");
                }
            });
            main.start();
            try (ProducerTemplate template = main.getCamelContext().createProducerTemplate()) {
                Exchange exchange =
                        template.send("direct:predict", e -> e.getMessage().setBody("{}"));

                assertThat(exchange.getException()).isNull();
                assertThat(exchange.getMessage().getBody(String.class)).contains("PUT");
            } finally {
                main.stop();
            }
        }
    }
}
