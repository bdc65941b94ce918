package io.github.camelmodelarts.auth;

import org.jspecify.annotations.Nullable;

/** A complete set of what proves who is calling. Immutable; prints no secret. */
public sealed interface Credentials {

    /** AppKey and AppSecret, to sign with. */
    record AppSignature(String appKey, String appSecret) implements Credentials {
        @Override
        public String toString() {
            return "AppSignature[***]";
        }
    }

    /** An AppCode. */
    record AppCode(String appCode) implements Credentials {
        @Override
        public String toString() {
            return "AppCode[***]";
        }
    }

    /** An AppKey alone. */
    record AppKey(String appKey) implements Credentials {
        @Override
        public String toString() {
            return "AppKey[***]";
        }
    }

    /** An access key, temporary if there is a security token. */
    record AccessKey(
            String accessKey, String secretKey, @Nullable String securityToken) implements Credentials {
        @Override
        public String toString() {
            return "AccessKey[***]";
        }
    }

    /** A project-scoped token of IAM. */
    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    /** A ModelArts API key. */
    record ApiKey(String apiKey) implements Credentials {
        @Override
        public String toString() {
            return "ApiKey[***]";
        }
    }

    /** Nobody in particular. */
    record Anonymous() implements Credentials {}
}
