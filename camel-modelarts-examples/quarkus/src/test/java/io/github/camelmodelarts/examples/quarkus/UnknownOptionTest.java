package io.github.camelmodelarts.examples.quarkus;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusMainTest
@QuarkusTestResource(LocalModelArts.class)
@TestProfile(UnknownOptionTest.Misspelled.class)
class UnknownOptionTest {

    public static final class Misspelled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("camel.component.modelarts.appCoed", "1");
        }
    }

    @Test
    void namesAnOptionThatIsUnknown(QuarkusMainLauncher launcher) {
        LaunchResult result = launcher.launch();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput() + result.getOutput())
                .contains("Error binding property (camel.component.modelarts.appCoed=");
    }
}
