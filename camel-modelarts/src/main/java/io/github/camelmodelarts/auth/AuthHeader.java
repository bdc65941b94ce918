package io.github.camelmodelarts.auth;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A request header that a scheme sets.
 *
 * @param name the name as it is sent
 * @param always whether each request of the scheme has it
 * @param secret finds the secret in the value: the second of three groups; null if the value is not secret
 * @param variable the name of the variable that replaces the secret when a request is shown; null if the value is not secret
 */
public record AuthHeader(
        String name,
        boolean always,
        @Nullable Pattern secret,
        @Nullable String variable) {

    private static final Pattern WHOLE = Pattern.compile("()(.*)()", Pattern.DOTALL);

    /** A header whose value is public. */
    static AuthHeader open(String name) {
        return new AuthHeader(name, true, null, null);
    }

    /** A header whose whole value is secret. */
    static AuthHeader secret(String name, String variable) {
        return new AuthHeader(name, true, WHOLE, variable);
    }

    /** A header whose value is secret in part. */
    static AuthHeader secret(String name, Pattern secret, String variable) {
        return new AuthHeader(name, true, secret, variable);
    }

    /** A copy of this header that only some of the requests have. */
    AuthHeader sometimes() {
        return new AuthHeader(name, false, secret, variable);
    }
}
