package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.signing.CanonicalRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;

/**
 * The input of a request's signature, for comparison with the canonical request that a gateway quotes. Holds no secret: the name of a
 * variable replaces the security token.
 *
 * @param canonicalRequest the request in the form that both sides hash (they hash it with the token)
 * @param stringToSign the three lines that are signed
 */
public record SignatureInput(String canonicalRequest, String stringToSign) {

    private static final Pattern TOKEN = Pattern.compile("^x-security-token:.*$", Pattern.MULTILINE);

    /** The input for a request as it is sent, with its authentication headers; null if this component did not sign it. */
    public static @Nullable SignatureInput of(ServiceRequest signed) {
        String date = signed.headers().get(SignatureStrategy.DATE);
        String authorization = signed.headers().get(SignatureStrategy.AUTHORIZATION);
        if (date == null || authorization == null) {
            return null;
        }
        try {
            CanonicalRequest canonical = SignatureStrategy.canonical(signed);
            return SigningKey.isAuthorization(authorization, canonical)
                    ? new SignatureInput(
                            TOKEN.matcher(canonical.text()).replaceAll("x-security-token:\\$SECURITY_TOKEN"),
                            SigningKey.stringToSign(canonical, date))
                    : null;
        } catch (IOException e) {
            // the hash is known from signing: without it the body was not signed here
            return null;
        }
    }
}
