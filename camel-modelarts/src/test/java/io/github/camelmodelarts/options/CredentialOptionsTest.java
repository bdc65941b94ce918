package io.github.camelmodelarts.options;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.auth.Schemes;

import static org.assertj.core.api.Assertions.assertThat;

/** The configuration bean has the options of every scheme. */
class CredentialOptionsTest {

    static Set<String> options() {
        return Schemes.credentialOptions();
    }

    @ParameterizedTest
    @MethodSource("options")
    void isReadAndCleared(String option) throws Exception {
        ModelArtsConfiguration configuration = new ModelArtsConfiguration();
        String setter = "set" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        ModelArtsConfiguration.class.getMethod(setter, String.class).invoke(configuration, "test-value");
        assertThat(configuration.credential(option)).isEqualTo("test-value");

        // otherwise the endpoint would treat the component's credential as its own
        configuration.forgetIdentity();

        assertThat(configuration.credential(option)).isNull();
    }
}
