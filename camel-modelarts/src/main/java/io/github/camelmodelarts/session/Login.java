package io.github.camelmodelarts.session;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * IAM's response to a login: a token, or the reason why there is none.
 *
 * @param says what the response says about the password
 */
record Login(@Nullable Lease<String> token, @Nullable ModelArtsAuthenticationException refusal, Says says) {

    enum Says {
        /** The password is right. */
        RIGHT,
        /** The password is wrong. */
        WRONG,
        /** IAM locked the user, and accepts no password. */
        LOCKED,
        /** The response says nothing about the password. */
        NOTHING
    }

    static Login granted(Lease<String> token) {
        return new Login(token, null, Says.RIGHT);
    }

    static Login refused(ModelArtsAuthenticationException refusal, Says says) {
        return new Login(null, refusal, says);
    }

    /** @throws ModelArtsAuthenticationException if there is no token */
    Lease<String> required() {
        if (token != null) {
            return token;
        }
        throw refusal == null ? new IllegalStateException("neither a token nor a refusal") : refusal;
    }
}
