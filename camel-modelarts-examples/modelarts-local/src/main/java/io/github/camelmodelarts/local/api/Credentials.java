package io.github.camelmodelarts.local.api;

import java.security.SecureRandom;

import io.github.camelmodelarts.local.text.SecretText;

/**
 * The credentials that one local ModelArts accepts: one set for each {@link Scheme}. Their values are recognisable as
 * local, so that no secret scanner or reader mistakes them for real ones. Immutable.
 */
public final class Credentials {

    private final Builder values;

    private Credentials(Builder values) {
        this.values = new Builder(values);
    }

    /** New credentials from a {@link SecureRandom}. The token is as long as a token of the cloud, more than 6 KB. */
    public static Credentials random() {
        return builder().build();
    }

    /** Returns a builder with {@link #random() random} values, to replace some of them. */
    public static Builder builder() {
        return new Builder();
    }

    /** The app's key; with {@link Scheme#APP_KEY} it authenticates without the secret. */
    public String appKey() {
        return values.appKey;
    }

    /** The app's secret. */
    public String appSecret() {
        return values.appSecret;
    }

    /** The app's AppCode. */
    public String appCode() {
        return values.appCode;
    }

    /** The permanent access key. */
    public String accessKey() {
        return values.accessKey;
    }

    /** The secret of the permanent access key. */
    public String secretKey() {
        return values.secretKey;
    }

    /** The temporary access key, which is only valid together with {@link #securityToken()}. */
    public String temporaryAccessKey() {
        return values.temporaryAccessKey;
    }

    /** The secret of the temporary access key. */
    public String temporarySecretKey() {
        return values.temporarySecretKey;
    }

    /** The value of {@code X-Security-Token}, which must be sent and signed with the temporary access key. */
    public String securityToken() {
        return values.securityToken;
    }

    /** The IAM token, valid for 24 hours from the start of the server. */
    public String token() {
        return values.token;
    }

    /** The API key. */
    public String apiKey() {
        return values.apiKey;
    }

    /** The name of the IAM account, which is also the name of the account's own user. */
    public String account() {
        return values.account;
    }

    /** The IAM user of {@link #account()}. */
    public String username() {
        return values.username;
    }

    /** The password of {@link #username()}, and of the account's own user. */
    public String password() {
        return values.password;
    }

    /** The account's project in {@link #region()}, to which the services belong. */
    public String projectId() {
        return values.projectId;
    }

    /** The region, which is also the name of the project. Default: {@code cn-north-4}. Not a secret. */
    public String region() {
        return values.region;
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return "Credentials[hidden]";
    }

    /** Replaces values. Not thread-safe. */
    public static final class Builder {

        private String appKey;
        private String appSecret;
        private String appCode;
        private String accessKey;
        private String secretKey;
        private String temporaryAccessKey;
        private String temporarySecretKey;
        private String securityToken;
        private String token;
        private String apiKey;
        private String account;
        private String username;
        private String password;
        private String projectId;
        private String region;

        private Builder() {
            appKey = "local-app-key-" + SecretText.hex(8);
            appSecret = "local-app-secret-" + SecretText.hex(16);
            appCode = "local-app-code-" + SecretText.hex(24);
            // 20 capitals and digits, like IAM's access keys: the gateway chooses its message by this form
            accessKey = "LOCALAK" + SecretText.capitals(13);
            secretKey = "local-secret-key-" + SecretText.hex(12);
            temporaryAccessKey = "LOCALTEMPAK" + SecretText.capitals(9);
            temporarySecretKey = "local-temporary-secret-" + SecretText.hex(12);
            securityToken = "local-security-token-" + SecretText.base64(480);
            token = SecretText.token();
            apiKey = "local-api-key-" + SecretText.hex(16);
            account = "local-account-" + SecretText.hex(4);
            username = "local-user-" + SecretText.hex(4);
            password = "local-password-" + SecretText.hex(8);
            // 32 letters and digits, like IAM's project ids
            projectId = "localproject" + SecretText.hex(10);
            region = "cn-north-4";
        }

        private Builder(Builder other) {
            appKey = other.appKey;
            appSecret = other.appSecret;
            appCode = other.appCode;
            accessKey = other.accessKey;
            secretKey = other.secretKey;
            temporaryAccessKey = other.temporaryAccessKey;
            temporarySecretKey = other.temporarySecretKey;
            securityToken = other.securityToken;
            token = other.token;
            apiKey = other.apiKey;
            account = other.account;
            username = other.username;
            password = other.password;
            projectId = other.projectId;
            region = other.region;
        }

        /** Sets key, secret and AppCode of the app. */
        public Builder app(String key, String secret, String code) {
            appKey = key;
            appSecret = secret;
            appCode = code;
            return this;
        }

        /** Sets the permanent access key. */
        public Builder accessKey(String key, String secret) {
            accessKey = key;
            secretKey = secret;
            return this;
        }

        /** Sets the temporary access key. */
        public Builder temporaryAccessKey(String key, String secret, String securityToken) {
            temporaryAccessKey = key;
            temporarySecretKey = secret;
            this.securityToken = securityToken;
            return this;
        }

        /** Sets the IAM token. */
        public Builder token(String value) {
            token = value;
            return this;
        }

        /** Sets the API key. */
        public Builder apiKey(String value) {
            apiKey = value;
            return this;
        }

        /** Sets the IAM user. */
        public Builder user(String accountName, String name, String userPassword) {
            account = accountName;
            username = name;
            password = userPassword;
            return this;
        }

        /** Sets the account's project and the region, which is also the project's name. */
        public Builder project(String id, String regionName) {
            projectId = id;
            region = regionName;
            return this;
        }

        /** Builds the credentials: the values that were set, and random values for the others. */
        public Credentials build() {
            return new Credentials(this);
        }

        /** Shows no value. */
        @Override
        public String toString() {
            return "Credentials.Builder[hidden]";
        }
    }
}
