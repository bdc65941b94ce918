package io.github.camelmodelarts.examples.quarkus;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.ModelArtsEndpoint;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests two beans of the same type: Camel uses neither automatically, and uses the one that an option names. */
@QuarkusTest
@QuarkusTestResource(LocalModelArts.class)
class BeansTest {

    private static final String PREDICT = "modelarts:predict?address={{service.address}}";

    @Inject
    CamelContext context;

    @Inject
    ProducerTemplate template;

    @ConfigProperty(name = "camel.component.modelarts.appCode")
    String appCode;

    @Produces
    @Named("guest")
    AuthStrategy guest() {
        return request ->
                completedFuture(new Authenticated(request.withHeader("X-Apig-AppCode", "a-guest-s-wrong-code")));
    }

    @Produces
    @Named("member")
    AuthStrategy member() {
        return request -> completedFuture(new Authenticated(request.withHeader("X-Apig-AppCode", appCode)));
    }

    @Produces
    @Named("strict")
    SSLContextParameters strict() {
        return new SSLContextParameters();
    }

    @Produces
    @Named("lax")
    SSLContextParameters lax() {
        return new SSLContextParameters();
    }

    @Test
    void usesTheNamedBean() {
        assertThat(template.requestBody(PREDICT + "&authStrategy=#bean:member", "petalLength", String.class))
                .contains("setosa");
        assertThatThrownBy(() -> template.requestBody(PREDICT + "&authStrategy=#bean:guest", "petalLength"))
                .hasRootCauseInstanceOf(ModelArtsOperationFailedException.class)
                .hasStackTraceContaining("APIG.0303");
    }

    @Test
    void usesNeitherOfTwoBeansWithoutAName() {
        ModelArtsEndpoint endpoint = context.getEndpoint(PREDICT, ModelArtsEndpoint.class);

        assertThat(endpoint.getConfiguration().getAuthStrategy()).isNull();
        assertThat(endpoint.getConfiguration().getSslContextParameters()).isNull();
        assertThat(context.getSSLContextParameters()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "authStrategy, io.github.camelmodelarts.api.AuthStrategy",
        "sslContextParameters, org.apache.camel.support.jsse.SSLContextParameters"
    })
    void namesOptionAndTypeIfThereAreTwoBeansOfAType(String option, String type) {
        assertThatThrownBy(() -> context.getEndpoint(PREDICT + "&" + option + "=#type:" + type))
                .hasMessageContaining(option + "=#type:" + type)
                .hasRootCauseMessage("No bean could be found in the registry for: " + type);
    }

    @Test
    void namesOptionAndBeanIfTheBeanDoesNotExist() {
        assertThatThrownBy(() -> context.getEndpoint(PREDICT + "&authStrategy=#bean:membre"))
                .hasMessageContaining("authStrategy=#bean:membre")
                .hasRootCauseMessage("No bean could be found in the registry for: membre");
    }
}
