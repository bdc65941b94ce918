package io.github.camelmodelarts.options;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.support.EnvironmentProcess;
import io.github.camelmodelarts.support.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Environment variables as options in Camel Main; {@code SpringBootPropertiesTest} has those of Spring Boot. A test can't change its own
 * environment, so each test starts a process.
 */
class EnvironmentVariablesTest {

    /**
     * Camel 4.18 compares the variables in upper case with the prefix {@code camel.component.} in lower case
     * ({@code MainHelper.filterEnvVariables}). When this test fails, Camel has corrected that, and the documents can offer the variables.
     */
    @Test
    void camelMainIgnoresVariablesForOptionsOfComponents() throws Exception {
        assertThat(printed(
                        Map.of(
                                "CAMEL_COMPONENT_MODELARTS_APP_KEY", "from-variable",
                                "CAMEL_COMPONENT_MODELARTS_APPKEY", "from-variable",
                                "CAMEL_COMPONENT_MODELARTS_TOTAL_TIMEOUT", "33s"),
                        List.of()))
                .contains("appKey=null totalTimeout=PT2M");
    }

    @Test
    void camelMainResolvesPlaceholdersForVariables() throws Exception {
        assertThat(printed(
                        Map.of("MY_APP_KEY", "from-variable", "MY_TIMEOUT", "33s"),
                        List.of(
                                "camel.component.modelarts.app-key={{env:MY_APP_KEY}}",
                                "camel.component.modelarts.total-timeout={{env:MY_TIMEOUT}}")))
                .contains("appKey=from-variable totalTimeout=PT33S");
    }

    private static List<String> printed(Map<String, String> environment, List<String> properties) throws Exception {
        ProcessBuilder process =
                JavaProcess.of(EnvironmentProcess.class, List.of("-XX:TieredStopAtLevel=1"), properties);
        process.environment().putAll(environment);
        return JavaProcess.run(process);
    }
}
