package io.github.camelmodelarts.local.signing;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request as received, not decoded. Immutable.
 *
 * @param method the method as sent
 * @param target the request target as sent: path and query, possibly after scheme and authority
 * @param headers all values of each header in their order; names are looked up in any case
 */
public record RawRequest(String method, String target, Map<String, List<String>> headers) {

    /** Copies the headers, and joins the values of names that differ only in case. */
    public RawRequest {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.merge(name, List.copyOf(values), RawRequest::joined));
        headers = Collections.unmodifiableMap(copy);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** Removes the blanks and tabs around a header's value, which do not belong to it (RFC 9110, section 5.5). */
    public static String stripped(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The first value of a header, or null without one. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The target's path, still percent-encoded: empty or beginning with a slash. */
    public String path() {
        String local = afterAuthority();
        int query = local.indexOf('?');
        return query < 0 ? local : local.substring(0, query);
    }

    /** The target's query, still percent-encoded; empty without one. */
    public String query() {
        String local = afterAuthority();
        int query = local.indexOf('?');
        return query < 0 ? "" : local.substring(query + 1);
    }

    /**
     * A client that uses this server as a proxy sends the complete URL; only the part after the authority is signed.
     */
    private String afterAuthority() {
        int fragment = target.indexOf('#');
        String whole = fragment < 0 ? target : target.substring(0, fragment);
        int authority = whole.startsWith("/") ? -1 : whole.indexOf("://");
        if (authority < 0) {
            return whole;
        }
        for (int i = authority + 3; i < whole.length(); i++) {
            if (whole.charAt(i) == '/' || whole.charAt(i) == '?') {
                return whole.substring(i);
            }
        }
        return "";
    }
}
