package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The manifests for Kubernetes: they are valid, what they refer to exists, and their times fit together. */
class KubernetesManifestsTest {

    /** The last acknowledgements, and the departure from the group. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(20);

    private static final Path FOLDER = Path.of("kubernetes");
    /** What the worker sets as Camel's shutdown timeout. */

    /** The schema of a kind, as Kubernetes' own Java client has it. */
    private interface Schema {
        void validate(JsonElement manifest) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "batch/v1 Job", V1Job::validateJsonElement,
            "v1 ConfigMap", V1ConfigMap::validateJsonElement,
            "v1 PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement);

    static List<String> manifests() throws IOException {
        List<String> manifests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                manifests.addAll(List.of(Files.readString(file).split("(?m)^---\n")));
            }
        }
        return manifests;
    }

    @Test
    void eachFileIsListedInTheReadme() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));

        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .toList())
                    .hasSize(4)
                    .allSatisfy(name -> assertThat(readme).contains("[" + name + "](" + name + ")"));
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifestIsValid(String manifest) throws IOException {
        validate(manifest);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void misspeltFieldIsReported(String manifest) {
        String misspelt = manifest.replaceFirst("(?m)^(spec|data):", "$1x:");

        assertThat(misspelt).isNotEqualTo(manifest);
        assertThatThrownBy(() -> validate(misspelt)).hasMessageMatching("(?s).*(specx|datax).*");
    }

    @Test
    void configMapSecretAndClaimHaveWhatOthersReferTo() throws IOException {
        String all = String.join("\n", manifests());
        String settings = Files.readString(FOLDER.resolve("settings.yaml"));
        String secret = Files.readString(FOLDER.resolve("README.md"));

        assertThat(found("configMapKeyRef:\\s+name: scale-out\\s+key: (\\S+)", all))
                .containsExactlyInAnyOrder("bootstrap", "jdbc", "service")
                .allSatisfy(key -> assertThat(settings).containsPattern("(?m)^  " + key + ": \\S"));
        assertThat(found("secretKeyRef:\\s+name: scale-out\\s+key: (\\S+)", all))
                .containsExactlyInAnyOrder("app-key", "app-secret", "ledger-user", "ledger-password")
                .allSatisfy(key -> assertThat(secret).contains("--from-literal=" + key + "=..."));
        assertThat(found("claimName: (\\S+)", all)).containsExactly("scale-out-inputs");
        assertThat(settings).contains("kind: PersistentVolumeClaim\nmetadata:\n  name: scale-out-inputs\n");
    }

    @Test
    void eachVariableOfTheArgumentsIsSetAndNoSecretIsAnArgument() throws IOException {
        Set<String> variables = found("(?m)^            - name: (\\w+)$", worker());
        Set<String> used = found("\\$\\((\\w+)\\)", worker());

        assertThat(variables).containsAll(used).contains("APP_KEY", "APP_SECRET", "LEDGER_USER", "LEDGER_PASSWORD");
        assertThat(used).containsExactlyInAnyOrder("BOOTSTRAP", "JDBC", "SERVICE", "POD_NAME");
    }

    @Test
    void gracePeriodIsLongerThanACallAndTheShutdownTimeout() throws IOException {
        Duration call = seconds("totalTimeout=(\\d+)s");
        Duration grace = seconds("terminationGracePeriodSeconds: (\\d+)");

        assertThat(call).isLessThan(Worker.SHUTDOWN_TIMEOUT);
        assertThat(grace).isGreaterThan(Worker.SHUTDOWN_TIMEOUT.plus(LAST_STEPS));
    }

    private static String worker() throws IOException {
        return Files.readString(FOLDER.resolve("worker.yaml"));
    }

    private static Duration seconds(String pattern) throws IOException {
        Set<String> found = found(pattern, worker());
        assertThat(found).hasSize(1);
        return Duration.ofSeconds(Long.parseLong(found.iterator().next()));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void validate(String manifest) throws IOException {
        JsonObject json = new Gson().toJsonTree(new Yaml().load(manifest)).getAsJsonObject();
        String kind =
                json.get("apiVersion").getAsString() + " " + json.get("kind").getAsString();
        assertThat(SCHEMAS).containsKey(kind);
        SCHEMAS.get(kind).validate(json);
    }
}
