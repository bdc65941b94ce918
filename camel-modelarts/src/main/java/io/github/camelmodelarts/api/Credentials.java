package io.github.camelmodelarts.api;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Ascii;

/**
 * A complete set of credentials for one authentication scheme. Immutable; {@code toString} shows no secret.
 *
 * <p>Constructors refuse unusable values with an {@link IllegalArgumentException} that names the field but not its
 * value: a missing or empty value, an unresolved placeholder, blanks around the value, or a line break in it (secrets
 * read from files often end with one). A value that is sent as a header must be printable ASCII, without the header's
 * name or {@code Bearer} before it.
 */
public sealed interface Credentials {

    /** Returns the authentication scheme that uses these credentials. */
    AuthType authType();

    /**
     * Returns all values, secrets included, in a fixed order and with null for a missing one. Two sets of the same type
     * are the same if these lists are equal.
     */
    List<@Nullable String> fields();

    /** AppKey and AppSecret, which sign requests. */
    record AppSignature(String appKey, String appSecret) implements Credentials {
        /** Refuses unusable values. */
        public AppSignature {
            requireSendable("appKey", appKey);
            requirePlain("appSecret", appSecret);
        }

        @Override
        public AuthType authType() {
            return AuthType.APP_SIGNATURE;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(appKey, appSecret);
        }

        @Override
        public String toString() {
            return "AppSignature[***]";
        }
    }

    /** An AppCode. */
    record AppCode(String appCode) implements Credentials {
        /** Refuses unusable values. */
        public AppCode {
            requireSendable("appCode", appCode);
        }

        @Override
        public AuthType authType() {
            return AuthType.APP_CODE;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(appCode);
        }

        @Override
        public String toString() {
            return "AppCode[***]";
        }
    }

    /** An AppKey without its secret, for the simple mode. */
    record AppKey(String appKey) implements Credentials {
        /** Refuses unusable values. */
        public AppKey {
            requireSendable("appKey", appKey);
        }

        @Override
        public AuthType authType() {
            return AuthType.APP_KEY;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(appKey);
        }

        @Override
        public String toString() {
            return "AppKey[***]";
        }
    }

    /**
     * An IAM access key. It is temporary if it has a security token.
     *
     * @param securityToken the token of a temporary key, or null for a permanent key
     */
    record AccessKey(
            String accessKey, String secretKey, @Nullable String securityToken) implements Credentials {
        /** Creates a permanent access key. */
        public AccessKey(String accessKey, String secretKey) {
            this(accessKey, secretKey, null);
        }

        /** Refuses unusable values. */
        public AccessKey {
            requireSendable("accessKey", accessKey);
            requirePlain("secretKey", secretKey);
            if (securityToken != null) {
                requireSendable("securityToken", securityToken);
            }
        }

        @Override
        public AuthType authType() {
            return AuthType.AK_SK;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(accessKey, secretKey, securityToken);
        }

        @Override
        public String toString() {
            return "AccessKey[***]";
        }
    }

    /** A project-scoped token of IAM. */
    record Token(String token) implements Credentials {
        /** Refuses unusable values. */
        public Token {
            requireSendable("token", token);
        }

        @Override
        public AuthType authType() {
            return AuthType.TOKEN;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(token);
        }

        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    /**
     * An IAM user, for whom tokens are fetched with a password.
     *
     * @param account the account that the user belongs to; the same as {@code username} for the account itself
     * @param projectId the project of the tokens, or null for the project of the region
     * @param region the region; may be null if {@code projectId} is set
     */
    record User(
            String iamEndpoint,
            String account,
            String username,
            String password,
            @Nullable String projectId,
            @Nullable String region)
            implements Credentials {
        /** Refuses unusable values. */
        public User {
            requirePlain("iamEndpoint", iamEndpoint);
            requirePlain("account", account);
            requirePlain("username", username);
            requirePlain("password", password);
            if (projectId == null && region == null) {
                throw new IllegalArgumentException("projectId or region is missing, and a token is valid for one"
                        + " project only: set one of them");
            }
        }

        @Override
        public AuthType authType() {
            return AuthType.PASSWORD;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(iamEndpoint, account, username, password, projectId, region);
        }

        @Override
        public String toString() {
            return "User[***]";
        }
    }

    /** A ModelArts API key. */
    record ApiKey(String apiKey) implements Credentials {
        /** Refuses unusable values. */
        public ApiKey {
            requireSendable("apiKey", apiKey);
        }

        @Override
        public AuthType authType() {
            return AuthType.API_KEY;
        }

        @Override
        public List<@Nullable String> fields() {
            return Arrays.asList(apiKey);
        }

        @Override
        public String toString() {
            return "ApiKey[***]";
        }
    }

    /** No credentials. */
    record Anonymous() implements Credentials {
        @Override
        public AuthType authType() {
            return AuthType.NONE;
        }

        @Override
        public List<@Nullable String> fields() {
            return List.of();
        }
    }

    private static void requirePlain(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(field + " is missing or empty");
        }
        if ((value.startsWith("${") || value.startsWith("{{")) && value.endsWith("}")) {
            throw new IllegalArgumentException(field
                    + " is an unresolved placeholder: set the variable or property that it names, or check"
                    + " its spelling");
        }
        if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(field
                    + " begins or ends with a blank or contains a line break, which was probably copied with"
                    + " it: remove it");
        }
    }

    private static void requireSendable(String field, @Nullable String value) {
        requirePlain(field, value);
        if (value != null && !value.chars().allMatch(Ascii::isPrintable)) {
            throw new IllegalArgumentException(field
                    + " contains a character that is not allowed in an HTTP header: check how it was copied,"
                    + " and its encoding");
        }
        if (value != null && CopiedHeader.is(value)) {
            throw new IllegalArgumentException(
                    field + " begins with \"Bearer \" or a header name: set only the credential that follows it");
        }
    }
}
