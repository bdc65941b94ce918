package io.github.camelmodelarts.auth.signing;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The canonical request: the form of a request that client and gateway both compute and hash (API Gateway documentation, "Signing Algorithm
 * for API Requests", step 1). It is a value, so that tests can read it, and users whose signature was rejected.
 *
 * @param text the six parts, one below the other
 * @param signedHeaders the names of its headers, in lower case, sorted, joined with semicolons
 */
public record CanonicalRequest(String text, String signedHeaders) {

    /** Replaces the hash of a body that is not signed; then it is also the value of {@link #CONTENT_SHA256}. */
    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    /** The header whose value, if present, replaces the body's hash. */
    public static final String CONTENT_SHA256 = "x-sdk-content-sha256";

    /**
     * The canonical form of a request.
     *
     * @param method in upper case
     * @param rawPath the path as it is sent; empty means {@code /}
     * @param rawQuery the query as it is sent, or empty
     * @param headers the headers to sign, including {@code host}, with names in upper or lower case. Names with an underscore are left out:
     *     gateways based on nginx drop such headers, and the official SDKs of generation v3 don't sign them.
     * @param payloadHash lower-case hex SHA-256 of the body; not used if the headers hold {@link #CONTENT_SHA256}
     */
    public static CanonicalRequest of(
            String method, String rawPath, String rawQuery, Map<String, String> headers, String payloadHash) {
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.indexOf('_') < 0) {
                signed.put(name.toLowerCase(Locale.ROOT), trim(value));
            }
        });
        String names = String.join(";", signed.keySet());
        StringBuilder text = new StringBuilder(256);
        text.append(method).append('\n');
        text.append(CanonicalTarget.path(rawPath)).append('\n');
        text.append(CanonicalTarget.query(rawQuery)).append('\n');
        signed.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append('\n').append(names).append('\n').append(signed.getOrDefault(CONTENT_SHA256, payloadHash));
        return new CanonicalRequest(text.toString(), names);
    }

    /** Removes spaces and tabs around a value, because a proxy can remove them. Keeps those within it, because a proxy must not change them. */
    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }
}
