package io.github.camelmodelarts.options;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Credentials from environment variables, which are used if no option supplies them. */
class EnvironmentCredentialsTest {

    private static final Map<String, String> KEY =
            Map.of("HUAWEICLOUD_SDK_AK", "env-ak", "HUAWEICLOUD_SDK_SK", "env-sk");

    private final ModelArtsConfiguration endpoint = new ModelArtsConfiguration();
    private final ModelArtsConfiguration component = new ModelArtsConfiguration();

    private Credentials credentials(Map<String, String> environment) {
        return new IdentityOptions(endpoint, component, environment, OptionNames.PROPERTIES)
                .identity()
                .credentials();
    }

    @Test
    void accessKeyIsUsedIfNoOptionIsSet() {
        assertThat(credentials(KEY)).isEqualTo(new Credentials.AccessKey("env-ak", "env-sk", null));
    }

    @Test
    void securityTokenOfTheAccessKeyIsUsed() {
        assertThat(credentials(Map.of(
                        "HUAWEICLOUD_SDK_AK", "a", "HUAWEICLOUD_SDK_SK", "s", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "t")))
                .isEqualTo(new Credentials.AccessKey("a", "s", "t"));
    }

    @Test
    void optionReplacesTheEnvironment() {
        component.setAppCode("c");

        assertThat(credentials(KEY)).isEqualTo(new Credentials.AppCode("c"));
    }

    @Test
    void setOfTheOptionsIsNotCompletedFromTheEnvironment() {
        component.setAccessKey("own-ak");

        assertThatThrownBy(() -> credentials(KEY))
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("requires secretKey");
    }

    @Test
    void missingVariableIsNamed() {
        assertThatThrownBy(() -> credentials(Map.of("HUAWEICLOUD_SDK_AK", "env-ak")))
                .isInstanceOfSatisfying(
                        ModelArtsAuthenticationException.class,
                        refused -> assertThat(refused.getHint())
                                .contains("HUAWEICLOUD_SDK_SK")
                                .doesNotContain("camel.component"));
    }

    @Test
    void passwordIsUsedForAUserWithoutOne() {
        component.setUsername("u");
        component.setRegion("cn-north-4");
        endpoint.setRegion("cn-north-4");

        assertThat(credentials(Map.of("HUAWEICLOUD_SDK_PASSWORD", "env-pw")))
                .isEqualTo(new Credentials.User(
                        "https://iam.cn-north-4.myhuaweicloud.com", "u", "u", "env-pw", null, "cn-north-4"));
        assertThat(component.getPassword()).isNull();
    }

    @Test
    void passwordIsNotUsedWithoutAUser() {
        assertThatThrownBy(() -> credentials(Map.of("HUAWEICLOUD_SDK_PASSWORD", "env-pw")))
                .hasMessageContaining("No credentials are configured")
                .hasMessageContaining("HUAWEICLOUD_SDK_AK");
    }
}
