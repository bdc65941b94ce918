package io.github.camelmodelarts.api;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Ascii;

/**
 * A complete set of what proves who is calling. Immutable; prints no secret.
 *
 * <p>Each refuses, with an {@link IllegalArgumentException} that names the field and not its value, what can prove nothing: no text at
 * all, blanks around it or a line break in it (secrets read from files often end with one), and in what goes out as a header itself
 * anything but visible ASCII characters, and the header's name or {@code Bearer} before the credential.
 */
public sealed interface Credentials {

    /** The way of proving that these are for. */
    AuthType authType();

    /** All that they hold, secrets included, in a fixed order and with null for what is not there: what tells sets of a kind apart. */
    List<@Nullable String> fields();

    /** AppKey and AppSecret, to sign with. */
    record AppSignature(String appKey, String appSecret) implements Credentials {
        /** Refuses what proves nothing. */
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
        /** Refuses what proves nothing. */
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

    /** An AppKey alone. */
    record AppKey(String appKey) implements Credentials {
        /** Refuses what proves nothing. */
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

    /** An access key, temporary if there is a security token. */
    record AccessKey(
            String accessKey, String secretKey, @Nullable String securityToken) implements Credentials {
        /** A permanent one. */
        public AccessKey(String accessKey, String secretKey) {
            this(accessKey, secretKey, null);
        }

        /** Refuses what proves nothing. */
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
        /** Refuses what proves nothing. */
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
        /** Refuses what proves nothing. */
        public User {
            requirePlain("iamEndpoint", iamEndpoint);
            requirePlain("account", account);
            requirePlain("username", username);
            requirePlain("password", password);
            if (projectId == null && region == null) {
                throw new IllegalArgumentException("projectId or region is needed: tokens are for one project");
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
        /** Refuses what proves nothing. */
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

    /** Nobody in particular. */
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
            throw new IllegalArgumentException(
                    field
                            + " is a placeholder that nobody resolved: set the variable or property that it names, or check its spelling");
        }
        if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    field
                            + " begins or ends with a blank or holds a line break, which was probably copied with it: remove it");
        }
    }

    private static void requireSendable(String field, @Nullable String value) {
        requirePlain(field, value);
        if (value != null && !value.chars().allMatch(Ascii::isPrintable)) {
            throw new IllegalArgumentException(
                    field
                            + " holds a character that can't stand in an HTTP header: check how it was copied, and its encoding");
        }
        if (value != null && CopiedHeader.is(value)) {
            throw new IllegalArgumentException(field
                    + " begins with \"Bearer \" or a header's name: give only the credential that comes after it");
        }
    }
}
