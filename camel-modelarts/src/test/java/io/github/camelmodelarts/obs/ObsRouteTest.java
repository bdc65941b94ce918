package io.github.camelmodelarts.obs;

import com.obs.services.ObsClient;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.TemporarySignatureRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A route uses the component's client for OBS as a bean. */
class ObsRouteTest extends ObsClientTest {

    private static final String STEP = "obs?method=doesObjectExist('pictures', ${body})";

    @BeforeEach
    void putObject() {
        local.obs().put(BUCKET, "a.txt", new byte[] {'a'});
    }

    @Test
    void aRouteBuilderBindsItBeforeTheComponentIsStarted() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsComponent component = component(context, withAccessKey());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    bindToRegistry("obs", ObsClients.of(component));
                    from("direct:in").to("bean:" + STEP);
                }
            });
            context.start();

            assertFinds(context);
        }
    }

    @Test
    void isUsableAgainAfterARestartOfTheComponent() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsComponent component = component(context, withPassword());
            ObsClient obs = ObsClients.of(component);
            assertThatThrownBy(() -> put(obs, "a"))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("not started");
            context.start();
            assertWorks(obs);

            component.stop();
            assertThatThrownBy(() -> put(obs, "a"))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("not started");
            component.start();

            assertWorks(obs);
        }
    }

    @Test
    void readsTheOptionsOfAComponentWithTheFirstRequest() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsComponent component = component(context, new ModelArtsConfiguration());
            ObsClient obs = ObsClients.of(component);
            ModelArtsConfiguration options = withAccessKey();
            options.setObsEndpoint(null);
            component.setConfiguration(options);
            context.start();

            TemporarySignatureRequest request = new TemporarySignatureRequest(HttpMethodEnum.GET, 60);
            request.setBucketName(BUCKET);
            request.setObjectKey("a.txt");
            assertThat(obs.createTemporarySignature(request).getSignedUrl())
                    .startsWith("https://pictures.obs." + options.getRegion() + ".myhuaweicloud.com:443/a.txt?");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trustsTheCertificatesOfSslContextParameters(boolean global) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsConfiguration options = withAccessKey();
            options.setObsEndpoint(local.obsTlsEndpoint());
            ModelArtsComponent component = component(context, options);
            if (global) {
                context.setSSLContextParameters(Trust.in(local));
                component.setUseGlobalSslContextParameters(true);
            } else {
                options.setSslContextParameters(Trust.in(local));
            }
            context.start();

            assertWorks(ObsClients.of(component));
        }
    }

    @Test
    void propertiesAloneMakeABeanOfIt() throws Exception {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        String documented = new Guide("obs.md").blocks("properties").get(0);
        for (String line : documented
                .replace("{{env:AK}}", local.credentials().accessKey())
                .replace("{{env:SK}}", local.credentials().secretKey())
                .lines()
                .toList()) {
            String[] property = line.split("=", 2);
            main.addInitialProperty(property[0], property[1]);
        }
        main.addInitialProperty("camel.component.modelarts.obsEndpoint", local.obsEndpoint());
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("bean:" + STEP);
            }
        });
        main.start();
        try {
            assertFinds(main.getCamelContext());
        } finally {
            main.stop();
        }
    }

    @Test
    void aMissingObjectFailsTheExchangeWithTheExceptionOfTheClient() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            ModelArtsComponent component = component(context, withAccessKey());
            context.getRegistry().bind("obs", ObsClients.of(component));
            context.start();

            assertThatThrownBy(() -> context.createProducerTemplate()
                            .requestBody("bean:obs?method=getObject('pictures', 'none')", ""))
                    .isInstanceOf(RuntimeCamelException.class)
                    .hasStackTraceContaining("NoSuchKey");
        }
    }

    private static ModelArtsComponent component(CamelContext context, ModelArtsConfiguration options) {
        ModelArtsComponent component = context.getComponent("modelarts", ModelArtsComponent.class);
        component.setConfiguration(options);
        return component;
    }

    private static void assertFinds(CamelContext context) {
        assertThat(context.createProducerTemplate().requestBody("direct:in", "a.txt"))
                .isEqualTo(true);
        assertThat(context.createProducerTemplate().requestBody("direct:in", "b.txt"))
                .isEqualTo(false);
    }
}
