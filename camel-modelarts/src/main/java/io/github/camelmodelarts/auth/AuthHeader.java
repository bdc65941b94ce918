package io.github.camelmodelarts.auth;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A header that a scheme sets.
 *
 * @param name as it is spelled on the wire
 * @param always whether each request has it
 * @param secret finds what is secret in its value: the second of three groups; null if nothing is
 * @param variable the name of a variable that stands for the secret where a request is shown; null if nothing is secret
 */
public record AuthHeader(
        String name,
        boolean always,
        @Nullable Pattern secret,
        @Nullable String variable) {

    private static final Pattern WHOLE = Pattern.compile("()(.*)()", Pattern.DOTALL);

    /** One that everybody may see. */
    static AuthHeader open(String name) {
        return new AuthHeader(name, true, null, null);
    }

    /** One whose whole value is secret. */
    static AuthHeader secret(String name, String variable) {
        return new AuthHeader(name, true, WHOLE, variable);
    }

    /** One whose value is secret in part. */
    static AuthHeader secret(String name, Pattern secret, String variable) {
        return new AuthHeader(name, true, secret, variable);
    }

    /** The same, which not all requests have. */
    AuthHeader sometimes() {
        return new AuthHeader(name, false, secret, variable);
    }
}
