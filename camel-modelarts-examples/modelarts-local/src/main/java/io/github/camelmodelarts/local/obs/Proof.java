package io.github.camelmodelarts.local.obs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * What a request offers to prove who calls, not verified.
 *
 * @param dialect the scheme
 * @param expires the end of a signed URL as sent, or null if the proof is in the header {@code Authorization}
 */
record Proof(
        Dialect dialect,
        String accessKey,
        String signature,
        @Nullable String securityToken,
        @Nullable String expires) {

    private static final Pattern AUTHORIZATION = Pattern.compile("(AWS|OBS) ([!-9;-~]{1,128}):([!-~]{1,128})");

    /** The dialect of a request, also if its proof is missing or wrong. */
    static Dialect dialect(RawRequest head, Query query) {
        String authorization = head.header("Authorization");
        if (authorization != null) {
            return authorization.startsWith("AWS") ? Dialect.AWS : Dialect.OBS;
        }
        boolean isAws = query.has(Dialect.AWS.keyParameter())
                || head.headers().keySet().stream()
                        .anyMatch(name -> name.regionMatches(true, 0, Dialect.AWS.prefix(), 0, 6));
        return isAws ? Dialect.AWS : Dialect.OBS;
    }

    /** Reads the proof of a request, or returns null if it is anonymous. */
    static @Nullable Proof of(RawRequest head, Query query) throws ObsException {
        Dialect dialect = dialect(head, query);
        String authorization = head.header("Authorization");
        if (authorization != null) {
            Matcher matcher = AUTHORIZATION.matcher(authorization);
            if (!matcher.matches()) {
                throw ObsException.invalidArgument(
                        "Authorization",
                        "The authorization header is invalid. Expected is: Authorization: OBS AccessKeyID:signature");
            }
            String token = head.header(dialect.header("security-token"));
            return new Proof(dialect, matcher.group(2), matcher.group(3), token, null);
        }
        String accessKey = query.get(dialect.keyParameter());
        String signature = query.get("Signature");
        if (accessKey == null && signature == null) {
            return null;
        }
        String expires = query.get("Expires");
        if (accessKey == null || signature == null || expires == null) {
            throw ObsException.accessDenied(
                    "Query-string authentication requires the parameters Signature, Expires and "
                            + dialect.keyParameter());
        }
        String token = query.get(dialect.header("security-token"));
        if (token == null) {
            token = head.header(dialect.header("security-token"));
        }
        return new Proof(dialect, accessKey, signature, token, expires);
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Proof[" + dialect + " " + accessKey + "]";
    }
}
