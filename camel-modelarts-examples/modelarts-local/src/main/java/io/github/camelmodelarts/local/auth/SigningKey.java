package io.github.camelmodelarts.local.auth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.signing.CanonicalRequest;

/**
 * A key that signs requests, with the gateway's rejections for its kind.
 *
 * @param securityToken the security token of a temporary key, or null
 */
public record SigningKey(
        Scheme scheme,
        String access,
        String secret,
        @Nullable String securityToken) {

    boolean isApp() {
        return scheme == Scheme.APP_SIGNATURE;
    }

    RefusedException refuse(String detail) {
        return new RefusedException(isApp() ? Refusals.app(detail) : Refusals.iam(detail));
    }

    RefusedException expired(Instant signed, Instant now) {
        return new RefusedException(
                isApp() ? Refusals.appSignatureExpired(signed, now) : Refusals.accessKeySignatureExpired());
    }

    RefusedException badSignature(CanonicalRequest canonical) {
        return new RefusedException(
                isApp()
                        ? Refusals.badAppSignature(canonical.text())
                        : Refusals.badAccessKeySignature(canonical.text()));
    }

    @Override
    public String toString() {
        return "SigningKey[" + scheme + "]";
    }
}
