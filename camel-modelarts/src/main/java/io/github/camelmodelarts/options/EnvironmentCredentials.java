package io.github.camelmodelarts.options;

import java.util.Map;
import java.util.Objects;

/** Reads credentials from the environment variables that Huawei's SDKs use (Huawei Cloud SDK for Java v3, EnvCredentials). */
final class EnvironmentCredentials {

    private static final Map<String, String> VARIABLES = Map.of(
            "accessKey", "HUAWEICLOUD_SDK_AK",
            "secretKey", "HUAWEICLOUD_SDK_SK",
            "securityToken", "HUAWEICLOUD_SDK_SECURITY_TOKEN");

    private EnvironmentCredentials() {}

    /** The variable for an option of an access key. */
    static String variable(String option) {
        return Objects.requireNonNull(VARIABLES.get(option), option);
    }

    /** Options with the access key of the environment. */
    static ModelArtsConfiguration accessKey(Map<String, String> environment) {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAccessKey(environment.get(variable("accessKey")));
        options.setSecretKey(environment.get(variable("secretKey")));
        options.setSecurityToken(environment.get(variable("securityToken")));
        return options;
    }

    /** These options, with the password of the environment if they name a user without a password. */
    static ModelArtsConfiguration withPassword(ModelArtsConfiguration options, Map<String, String> environment) {
        boolean lacksPassword = options.credential("username") != null && options.credential("password") == null;
        if (!lacksPassword) {
            return options;
        }
        ModelArtsConfiguration completed = options.copy();
        completed.setPassword(environment.get("HUAWEICLOUD_SDK_PASSWORD"));
        return completed;
    }
}
