package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.signing.CanonicalRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;

/**
 * What the signature of a request was worked out from, to be compared with what a gateway says. Holds no secret: in place of a
 * security token stands the name of a variable.
 *
 * @param canonicalRequest the request in the form that both sides hash (with the token in it)
 * @param stringToSign the three lines over which the signature goes
 */
public record SignatureInput(String canonicalRequest, String stringToSign) {

    private static final Pattern TOKEN = Pattern.compile("^x-security-token:.*$", Pattern.MULTILINE);

    /** Of a request as it goes out, proof included; null if it is not signed, or in another way than ours. */
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
            // the hash is known from signing: whoever did not hash the body did not sign it
            return null;
        }
    }
}
