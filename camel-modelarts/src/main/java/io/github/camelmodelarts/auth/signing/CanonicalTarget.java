package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Makes the canonical form of path and query: decoded once, then encoded by one rule (same document as {@link
 * CanonicalRequest}, steps 1.2 and 1.3).
 */
final class CanonicalTarget {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalTarget() {}

    /** The canonical path: each segment encoded anew, and a slash at the end, which the sent request does not have. */
    static String path(String rawPath) {
        StringBuilder canonical = new StringBuilder(rawPath.length() + 8);
        // a %2F becomes a slash here: the gateway decodes before it splits, and all official signers do the same
        for (byte octet : decoded(rawPath, false)) {
            if (octet == '/') {
                canonical.append('/');
            } else {
                append(canonical, octet);
            }
        }
        if (canonical.isEmpty() || canonical.charAt(canonical.length() - 1) != '/') {
            canonical.append('/');
        }
        return canonical.toString();
    }

    /**
     * The canonical query: names and values encoded anew and sorted by their encoded form; a name without {@code =}
     * gets an empty value.
     */
    static String query(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return "";
        }
        return Arrays.stream(rawQuery.split("&"))
                .filter(item -> !item.isEmpty())
                .map(CanonicalTarget::parameter)
                .sorted()
                .map(Parameter::text)
                .reduce((left, right) -> left + "&" + right)
                .orElse("");
    }

    private static Parameter parameter(String item) {
        int equals = item.indexOf('=');
        String name = equals < 0 ? item : item.substring(0, equals);
        String value = equals < 0 ? "" : item.substring(equals + 1);
        return new Parameter(encoded(name), encoded(value));
    }

    private static String encoded(String raw) {
        StringBuilder encoded = new StringBuilder(raw.length() + 8);
        for (byte octet : decoded(raw, true)) {
            append(encoded, octet);
        }
        return encoded.toString();
    }

    private static void append(StringBuilder target, byte octet) {
        boolean unreserved = (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '-'
                || octet == '_'
                || octet == '.'
                || octet == '~';
        if (unreserved) {
            target.append((char) octet);
        } else {
            target.append('%').append(HEX.toHexDigits(octet));
        }
    }

    /** The octets of percent escapes and UTF-8; in a query a plus is a space, as in the official signers for Java and Go. */
    private static byte[] decoded(String raw, boolean query) {
        byte[] octets = raw.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            if (octet == '%' && i + 2 < octets.length && isHex(octets[i + 1]) && isHex(octets[i + 2])) {
                octet = (byte) (HexFormat.fromHexDigit(octets[i + 1]) << 4 | HexFormat.fromHexDigit(octets[i + 2]));
                i += 2;
            } else if (octet == '+' && query) {
                octet = ' ';
            }
            octets[length++] = octet;
        }
        return Arrays.copyOf(octets, length);
    }

    private static boolean isHex(byte octet) {
        return octet >= 0 && HexFormat.isHexDigit(octet);
    }

    private record Parameter(String name, String value) implements Comparable<Parameter> {

        @Override
        public int compareTo(Parameter other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : value.compareTo(other.value);
        }

        String text() {
            return name + "=" + value;
        }
    }
}
