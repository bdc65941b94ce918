package io.github.camelmodelarts.docs;

import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The guide to Kubernetes: its manifests are valid, its probes respond, and its times fit together. */
class KubernetesGuideTest {

    private static final Guide GUIDE = new Guide("kubernetes.md");
    private static final Pattern PROBE = Pattern.compile("path: (/observe/health/\\w+)");

    /** The schema of a kind, as Kubernetes' own Java client has it. */
    private interface Schema {
        void validate(JsonElement manifest) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "v1 ConfigMap", V1ConfigMap::validateJsonElement,
            "v1 PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement);

    static List<String> manifests() throws IOException {
        return List.of(GUIDE.blocks("yaml").get(0).split("---\n"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifestIsValid(String manifest) throws IOException {
        validate(manifest);
    }

    @Test
    void misspeltFieldIsReported() throws IOException {
        String manifest = manifests().get(0).replace("readinessProbe:", "readynessProbe:");

        assertThatThrownBy(() -> validate(manifest)).hasMessageContaining("readynessProbe");
    }

    @Test
    void configMapAndClaimAreThoseThatTheDeploymentNames() throws IOException {
        List<String> manifests = manifests();

        assertThat(manifests.get(0)).contains("key: orientation-address", "claimName: first-route");
        assertThat(manifests.get(1)).contains("name: first-route\n", "orientation-address: ");
        assertThat(manifests.get(2)).contains("name: first-route\n");
    }

    @Test
    void gracePeriodIsLongerThanShutdownTimeoutAndThatIsLongerThanACall() throws Exception {
        int shutdownTimeout = Integer.parseInt(properties().getProperty("camel.main.shutdownTimeout"));
        Matcher grace = Pattern.compile("terminationGracePeriodSeconds: (\\d+)")
                .matcher(manifests().get(0));

        assertThat(grace.find()).isTrue();
        assertThat(Integer.parseInt(grace.group(1))).isGreaterThan(shutdownTimeout);
        assertThat(Duration.ofSeconds(shutdownTimeout)).isGreaterThan(new ModelArtsConfiguration().getTotalTimeout());
    }

    @Test
    void probesRespondWithThePropertiesOfTheGuide() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Properties properties = properties();
        properties.setProperty("camel.management.port", String.valueOf(port));
        properties.setProperty("orientation.address", "http://127.0.0.1:1/v1/infers/none");
        properties.setProperty("camel.component.modelarts.app-code", "test-app-code");
        Main main = new Main();
        main.setOverrideProperties(properties);
        main.start();
        try {
            Set<String> paths = new HashSet<>();
            Matcher probe = PROBE.matcher(manifests().get(0));
            while (probe.find()) {
                paths.add(probe.group(1));
            }
            assertThat(paths).containsExactlyInAnyOrder("/observe/health/live", "/observe/health/ready");
            for (String path : paths) {
                URI uri = URI.create("http://127.0.0.1:" + port + path);
                HttpResponse<String> response = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(path).isEqualTo(200);
                assertThat(response.body()).contains("UP");
            }
        } finally {
            main.stop();
        }
    }

    private static void validate(String manifest) throws IOException {
        JsonObject json = new Gson().toJsonTree(new Yaml().load(manifest)).getAsJsonObject();
        String kind =
                json.get("apiVersion").getAsString() + " " + json.get("kind").getAsString();
        assertThat(SCHEMAS).containsKey(kind);
        SCHEMAS.get(kind).validate(json);
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(GUIDE.blocks("properties").get(0)));
        return properties;
    }
}
