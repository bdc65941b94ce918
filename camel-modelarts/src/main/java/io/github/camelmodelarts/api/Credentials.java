package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

/** A complete set of what proves who is calling. Immutable; prints no secret. */
public sealed interface Credentials {

    /** The way of proving that these are for. */
    AuthType authType();

    /** AppKey and AppSecret, to sign with. */
    record AppSignature(String appKey, String appSecret) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.APP_SIGNATURE;
        }

        @Override
        public String toString() {
            return "AppSignature[***]";
        }
    }

    /** An AppCode. */
    record AppCode(String appCode) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.APP_CODE;
        }

        @Override
        public String toString() {
            return "AppCode[***]";
        }
    }

    /** An AppKey alone. */
    record AppKey(String appKey) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.APP_KEY;
        }

        @Override
        public String toString() {
            return "AppKey[***]";
        }
    }

    /** An access key, temporary if there is a security token. */
    record AccessKey(
            String accessKey, String secretKey, @Nullable String securityToken) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.AK_SK;
        }

        @Override
        public String toString() {
            return "AccessKey[***]";
        }
    }

    /** A project-scoped token of IAM. */
    record Token(String token) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.TOKEN;
        }

        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    /**
     * A user of IAM, who gets tokens with a password.
     *
     * @param account the account that the user belongs to; the same as {@code username} for the account itself
     * @param projectId the project that tokens are for, or null to go by the region's own
     * @param region the region, or null if there is a project's id
     */
    record User(
            String iamEndpoint,
            String account,
            String username,
            String password,
            @Nullable String projectId,
            @Nullable String region)
            implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.PASSWORD;
        }

        @Override
        public String toString() {
            return "User[***]";
        }
    }

    /** A ModelArts API key. */
    record ApiKey(String apiKey) implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.API_KEY;
        }

        @Override
        public String toString() {
            return "ApiKey[***]";
        }
    }

    /** Nobody in particular. */
    record Anonymous() implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.NONE;
        }
    }
}
