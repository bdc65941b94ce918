package io.github.camelmodelarts.springboot;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Beans of a Spring Boot application that options refer to. A bean is used only if an option names it. */
class SpringBootBeansTest {

    private static final String STRATEGY = "camel.component.modelarts.auth-strategy=";
    private static final String TLS = "camel.component.modelarts.ssl-context-parameters=";

    private static ApplicationContextRunner withTwoOfEach(String... properties) {
        return BootApplication.with(properties)
                .withBean("mine", AuthStrategy.class, () -> SpringBootBeansTest::unproven)
                .withBean("other", AuthStrategy.class, () -> SpringBootBeansTest::unproven)
                .withBean("myTls", SSLContextParameters.class, SSLContextParameters::new)
                .withBean("otherTls", SSLContextParameters.class, SSLContextParameters::new);
    }

    private static ModelArtsConfiguration options(CamelContext camel) {
        return camel.getComponent("modelarts", ModelArtsComponent.class).getConfiguration();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean:", "#"})
    void namedBeanIsFoundAmongSeveral(String reference) {
        withTwoOfEach(STRATEGY + reference + "mine", TLS + reference + "myTls").run(application -> {
            ModelArtsConfiguration options = options(application.getBean(CamelContext.class));
            assertThat(options.getAuthStrategy()).isSameAs(application.getBean("mine"));
            assertThat(options.getSslContextParameters()).isSameAs(application.getBean("myTls"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"#autowired", "#type:io.github.camelmodelarts.api.AuthStrategy"})
    void onlyBeanOfItsTypeIsFoundByType(String reference) {
        BootApplication.with(STRATEGY + reference)
                .withBean("mine", AuthStrategy.class, () -> SpringBootBeansTest::unproven)
                .run(application -> assertThat(
                                options(application.getBean(CamelContext.class)).getAuthStrategy())
                        .isSameAs(application.getBean("mine")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STRATEGY + "#autowired",
                STRATEGY + "#type:io.github.camelmodelarts.api.AuthStrategy",
                TLS + "#autowired",
                TLS + "#type:org.apache.camel.support.jsse.SSLContextParameters"
            })
    void ambiguousBeanIsRefused(String property) {
        withTwoOfEach(property)
                .run(application -> assertThatThrownBy(() -> options(application.getBean(CamelContext.class)))
                        .hasStackTraceContaining("Error binding property (camel.component.modelarts.")
                        .hasRootCauseInstanceOf(NoSuchBeanException.class));
    }

    @Test
    void unnamedBeanIsNotUsed() {
        withTwoOfEach().run(application -> {
            ModelArtsConfiguration options = options(application.getBean(CamelContext.class));
            assertThat(options.getAuthStrategy()).isNull();
            assertThat(options.getSslContextParameters()).isNull();
        });
        BootApplication.with()
                .withBean("mine", AuthStrategy.class, () -> SpringBootBeansTest::unproven)
                .run(application -> assertThat(
                                options(application.getBean(CamelContext.class)).getAuthStrategy())
                        .isNull());
    }

    @Test
    void optionsAreSetOnANamedConfiguration() {
        ModelArtsConfiguration mine = new ModelArtsConfiguration();
        mine.setAppKey("k");
        mine.setAppSecret("of the bean");
        BootApplication.with(
                        "camel.component.modelarts.app-secret=of the properties",
                        "camel.component.modelarts.configuration=#bean:mine")
                .withBean("mine", ModelArtsConfiguration.class, () -> mine)
                .run(application -> {
                    ModelArtsConfiguration options = options(application.getBean(CamelContext.class));
                    assertThat(options.getAppKey()).isEqualTo("k");
                    assertThat(options.getAppSecret()).isEqualTo("of the properties");
                });
    }

    @Test
    void missingBeanIsNamed() {
        withTwoOfEach(STRATEGY + "#bean:theirs")
                .run(application -> assertThatThrownBy(() -> options(application.getBean(CamelContext.class)))
                        .hasRootCauseInstanceOf(NoSuchBeanException.class)
                        .hasStackTraceContaining("theirs"));
    }

    @Test
    void strategyOfTheApplicationAuthenticates() {
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            local.addService("echo", new EchoModel()).accepts(Scheme.APP_CODE);
            Map<String, String> proof =
                    Map.of("X-Apig-AppCode", local.credentials().appCode());
            BootApplication.with(STRATEGY + "#bean:mine", "echo.address=" + local.address("echo"))
                    .withBean("mine", AuthStrategy.class, () -> request -> proven(request, proof))
                    .run(application -> assertThat(application
                                    .getBean(CamelContext.class)
                                    .createProducerTemplate()
                                    .requestBody("modelarts:predict?address={{echo.address}}", "{}", String.class))
                            .contains("\"method\":\"POST\""));
        }
    }

    private static CompletionStage<Authenticated> unproven(ServiceRequest request) {
        return CompletableFuture.completedFuture(new Authenticated(request));
    }

    private static CompletionStage<Authenticated> proven(ServiceRequest request, Map<String, String> proof) {
        ServiceRequest proven = request;
        for (Map.Entry<String, String> header : proof.entrySet()) {
            proven = proven.withHeader(header.getKey(), header.getValue());
        }
        return CompletableFuture.completedFuture(new Authenticated(proven));
    }
}
