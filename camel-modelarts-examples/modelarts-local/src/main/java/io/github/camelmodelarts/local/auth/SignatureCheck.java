package io.github.camelmodelarts.local.auth;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.signing.CanonicalRequest;
import io.github.camelmodelarts.local.signing.Sha256;
import io.github.camelmodelarts.local.signing.SignedRequest;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * Validates signatures of apps and of access keys. The gateway's messages imply the order of the steps: authorization,
 * key, date, signature.
 */
public final class SignatureCheck {

    private static final String SECURITY_TOKEN = "x-security-token";
    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Z0-9]{20}");

    private final List<SigningKey> keys;
    private final IssuedAccessKeys temporaryKeys;
    private final Clock clock;
    private final AccessKeyLock lock;

    /** Accepts the keys of {@code credentials} and the issued temporary keys. */
    public SignatureCheck(Credentials credentials, IssuedAccessKeys temporaryKeys, Clock clock) {
        this.clock = clock;
        this.temporaryKeys = temporaryKeys;
        lock = new AccessKeyLock(clock);
        keys = List.of(
                new SigningKey(Scheme.APP_SIGNATURE, credentials.appKey(), credentials.appSecret(), null),
                new SigningKey(Scheme.AK_SK, credentials.accessKey(), credentials.secretKey(), null),
                new SigningKey(
                        Scheme.AK_SK,
                        credentials.temporaryAccessKey(),
                        credentials.temporarySecretKey(),
                        credentials.securityToken()));
    }

    /** Returns the scheme of a valid signature. Reads the body if the signature covers it. */
    public Scheme check(Call call, Set<Scheme> accepted) throws RefusedException, IOException {
        SignedRequest signed = SignedRequest.parse(call.head());
        if (signed == null) {
            throw malformed(call.head().header("Authorization"), accepted);
        }
        SigningKey key = keyOf(signed.access(), accepted);
        if (!key.isApp() && lock.isLocked(key.access())) {
            throw new RefusedException(Refusals.accessKeyLocked());
        }
        checkHeaders(signed, key);
        checkSecurityToken(call, signed, key);
        try {
            checkSignature(call, signed, key);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusals.malformedRequest());
        }
        return key.scheme();
    }

    private static RefusedException malformed(@Nullable String authorization, Set<Scheme> accepted) {
        if (authorization == null || !SignedRequest.namesKey(authorization)) {
            return new RefusedException(Refusals.noAccess());
        }
        String detail = "Authorization format incorrect";
        return new RefusedException(
                accepted.contains(Scheme.APP_SIGNATURE) ? Refusals.app(detail) : Refusals.iam(detail));
    }

    private SigningKey keyOf(String access, Set<Scheme> accepted) throws RefusedException {
        for (SigningKey key : keys) {
            if (key.access().equals(access) && accepted.contains(key.scheme())) {
                return key;
            }
        }
        SigningKey temporary = accepted.contains(Scheme.AK_SK) ? temporaryKeys.find(access) : null;
        if (temporary != null) {
            return temporary;
        }
        boolean app = accepted.contains(Scheme.APP_SIGNATURE);
        boolean accessKey = accepted.contains(Scheme.AK_SK);
        // if both kinds are accepted, an unknown key counts as an access key if it has the form of one
        boolean asApp = app && !(accessKey && ACCESS_KEY.matcher(access).matches());
        throw new RefusedException(asApp ? Refusals.unknownAppKey(access) : Refusals.unknownAccessKey(access));
    }

    private void checkHeaders(SignedRequest signed, SigningKey key) throws RefusedException {
        String missing = signed.missingHeader();
        if (missing != null) {
            throw key.refuse("Signed header " + missing + " not found");
        }
        Instant date = signed.date();
        if (date == null) {
            throw key.refuse("Header x-sdk-date not found");
        }
        Instant now = clock.instant();
        if (Duration.between(date, now).abs().compareTo(TOLERANCE) > 0) {
            throw key.expired(date, now);
        }
    }

    private static void checkSecurityToken(Call call, SignedRequest signed, SigningKey key) throws RefusedException {
        String expected = key.securityToken();
        if (expected == null) {
            return;
        }
        String sent = call.head().header(SECURITY_TOKEN);
        if (sent == null || !signed.covers(SECURITY_TOKEN)) {
            throw key.refuse("x-security-token not found" + (sent == null ? "" : " among the signed headers"));
        }
        if (!SecretText.isSame(expected, sent)) {
            throw new RefusedException(Refusals.badToken());
        }
    }

    private void checkSignature(Call call, SignedRequest signed, SigningKey key) throws RefusedException, IOException {
        String declared = signed.payloadHash();
        boolean covered = !SignedRequest.UNSIGNED_PAYLOAD.equals(declared);
        String actual = covered ? Sha256.hex(call.body().whole()) : SignedRequest.UNSIGNED_PAYLOAD;
        CanonicalRequest canonical = signed.canonical(declared == null ? actual : declared);
        boolean bodyIsMeant =
                declared == null || declared.toLowerCase(Locale.ROOT).equals(actual) || !covered;
        if (!bodyIsMeant || !signed.isSigned(canonical, key.secret())) {
            if (!key.isApp()) {
                lock.signatureWasBad(key.access());
            }
            throw key.badSignature(bodyIsMeant ? canonical : signed.canonical(actual));
        }
        lock.signatureWasGood(key.access());
    }
}
