package io.github.camelmodelarts.options;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** An option that holds a credential, and how to read it. */
record CredentialOption(String name, Function<ModelArtsConfiguration, @Nullable String> getter) {

    static final CredentialOption APP_KEY = new CredentialOption("appKey", ModelArtsConfiguration::getAppKey);
    static final CredentialOption APP_SECRET = new CredentialOption("appSecret", ModelArtsConfiguration::getAppSecret);
    static final CredentialOption APP_CODE = new CredentialOption("appCode", ModelArtsConfiguration::getAppCode);
    static final CredentialOption ACCESS_KEY = new CredentialOption("accessKey", ModelArtsConfiguration::getAccessKey);
    static final CredentialOption SECRET_KEY = new CredentialOption("secretKey", ModelArtsConfiguration::getSecretKey);
    static final CredentialOption SECURITY_TOKEN =
            new CredentialOption("securityToken", ModelArtsConfiguration::getSecurityToken);
    static final CredentialOption ACCOUNT = new CredentialOption("account", ModelArtsConfiguration::getAccount);
    static final CredentialOption USERNAME = new CredentialOption("username", ModelArtsConfiguration::getUsername);
    static final CredentialOption PASSWORD = new CredentialOption("password", ModelArtsConfiguration::getPassword);
    static final CredentialOption TOKEN = new CredentialOption("token", ModelArtsConfiguration::getToken);
    static final CredentialOption API_KEY = new CredentialOption("apiKey", ModelArtsConfiguration::getApiKey);

    static final List<CredentialOption> ALL = List.of(
            APP_KEY,
            APP_SECRET,
            APP_CODE,
            ACCESS_KEY,
            SECRET_KEY,
            SECURITY_TOKEN,
            ACCOUNT,
            USERNAME,
            PASSWORD,
            TOKEN,
            API_KEY);

    /** The value, or null where it is not set; an empty one is what a placeholder without a value leaves. */
    @Nullable
    String of(ModelArtsConfiguration options) {
        String value = getter.apply(options);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean isSet(ModelArtsConfiguration options) {
        return of(options) != null;
    }

    /** The value of an option that is known to be set. */
    String require(ModelArtsConfiguration options) {
        String value = of(options);
        if (value == null) {
            throw new IllegalStateException(name + " is missing from a set that was taken for complete");
        }
        return value;
    }
}
