package io.github.camelmodelarts.options;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;

import static org.assertj.core.api.Assertions.assertThat;

/** The metadata that the build generates from the annotations for Camel and its tools. */
class MetadataTest {

    private static final Pattern CREDENTIAL =
            Pattern.compile("(?i).*(key|secret|token|password|code|username|account)$");

    private static JsonNode json;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in =
                MetadataTest.class.getResourceAsStream("/META-INF/io/github/camelmodelarts/modelarts.json")) {
            json = new JsonMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"componentProperties", "properties"})
    void exactlyTheCredentialsAreMarkedAsSecrets(String kind) {
        List<String> secrets = new ArrayList<>();
        List<String> credentials = new ArrayList<>();
        for (Map.Entry<String, JsonNode> option : json.get(kind).properties()) {
            if (option.getValue().get("secret").asBoolean()) {
                secrets.add(option.getKey());
            }
            if (CREDENTIAL.matcher(option.getKey()).matches()) {
                credentials.add(option.getKey());
            }
        }
        assertThat(secrets)
                .containsExactlyInAnyOrderElementsOf(credentials)
                .contains("appKey", "appCode", "proxyUsername");
    }

    @Test
    void componentHasEveryOptionOfTheEndpoint() {
        List<String> endpoint = json.get("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        List<String> component = json.get("componentProperties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();

        assertThat(component)
                .containsAll(endpoint.stream()
                        .filter(option -> !option.equals("operation"))
                        .toList());
        assertThat(component).contains("useGlobalSslContextParameters");
    }

    /** A bean that was declared for another purpose must not change the credentials. */
    @ParameterizedTest
    @ValueSource(strings = {"componentProperties", "properties"})
    void noOptionIsAutowired(String kind) {
        assertThat(json.get(kind).properties())
                .noneMatch(option -> option.getValue().get("autowired").asBoolean());
    }

    @Test
    void everyHeaderHasADescription() {
        assertThat(json.get("headers").properties())
                .hasSizeGreaterThan(10)
                .allSatisfy(header -> assertThat(
                                header.getValue().get("description").asText())
                        .isNotBlank());
    }

    @Test
    void camelFindsComponentConfigurersAndUriFactory() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            assertThat(context.getComponent("modelarts")).isInstanceOf(ModelArtsComponent.class);
            assertThat(context.getCamelContextExtension().getEndpointUriFactory("modelarts"))
                    .isNotNull();
            for (String configurer : new String[] {"modelarts-component-configurer", "modelarts-endpoint-configurer"}) {
                assertThat(PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer(configurer, context))
                        .isNotNull();
            }
        }
    }
}
