package io.github.camelmodelarts.local.signing;

/** Percent-coding for the signature, octet by octet, so that it needs no character set. */
final class PercentCoding {

    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED_MARKS = "-_.~";

    private PercentCoding() {}

    /**
     * Decodes once.
     *
     * @throws IllegalArgumentException on an invalid escape; the cloud's gateway responds with 400 too
     */
    static String decode(String coded, boolean plusIsSpace) {
        StringBuilder octets = new StringBuilder(coded.length());
        for (int i = 0; i < coded.length(); i++) {
            char c = coded.charAt(i);
            if (c == '%') {
                octets.append((char) (digit(coded, i + 1) * 16 + digit(coded, i + 2)));
                i += 2;
            } else {
                octets.append(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        return octets.toString();
    }

    private static int digit(String coded, int index) {
        int value = index < coded.length() && coded.charAt(index) < 128 ? Character.digit(coded.charAt(index), 16) : -1;
        if (value < 0) {
            throw new IllegalArgumentException("A percent sign must be followed by two hexadecimal digits");
        }
        return value;
    }

    /** Keeps RFC 3986's unreserved characters and writes all other octets as {@code %XX}. */
    static String encode(String octets) {
        StringBuilder coded = new StringBuilder(octets.length() + 16);
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (isUnreserved(c)) {
                coded.append(c);
            } else {
                coded.append('%').append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
            }
        }
        return coded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
