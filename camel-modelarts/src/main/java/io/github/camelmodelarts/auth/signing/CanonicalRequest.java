package io.github.camelmodelarts.auth.signing;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of a request that client and gateway both work out and hash (API Gateway documentation, "Signing Algorithm for API
 * Requests", step 1). A value, so that a test, or a user whose signature was refused, can look at it.
 *
 * @param text the six parts, one under the other
 * @param signedHeaders the names of the headers in it, lower case, ordered, joined with semicolons
 */
public record CanonicalRequest(String text, String signedHeaders) {

    /** Instead of a hash where the body is not signed, and as the value of {@link #CONTENT_SHA256} then. */
    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    /** The header whose value, if it is there, takes the place of the body's hash. */
    public static final String CONTENT_SHA256 = "x-sdk-content-sha256";

    /**
     * The canonical form of a request.
     *
     * @param method in upper case
     * @param rawPath the path as it goes out; empty means {@code /}
     * @param rawQuery the query as it goes out, or empty
     * @param headers those to sign, {@code host} among them, by any spelling of their names. Names with an underscore are left out:
     *     gateways of nginx' kind drop such headers, and the official SDKs of generation v3 don't sign them.
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

    /** Blanks and tabs around a value go, those within stay: a proxy may drop the former and must not touch the latter. */
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
