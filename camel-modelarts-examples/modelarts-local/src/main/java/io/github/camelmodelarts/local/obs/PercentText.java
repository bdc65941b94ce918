package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-coded UTF-8 in paths, queries, headers and in XML with the encoding type {@code url}. Stateless. */
final class PercentText {

    private static final String KEPT = "-_.~/*";

    private PercentText() {}

    /**
     * Decodes text of a request, in which each char is one octet.
     *
     * @throws ObsException 400 InvalidURI for a wrong escape, for octets that are no UTF-8, and for NUL
     */
    static String decode(String coded, boolean plusIsBlank) throws ObsException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(coded.length());
        for (int i = 0; i < coded.length(); i++) {
            char c = coded.charAt(i);
            if (c == '%') {
                octets.write(digit(coded, i + 1) * 16 + digit(coded, i + 2));
                i += 2;
            } else {
                octets.write(c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ObsException.invalidUri("Couldn't parse the specified URI: it is no UTF-8");
        }
        if (decoded.indexOf('\0') >= 0) {
            throw ObsException.invalidUri("Couldn't parse the specified URI: it contains NUL");
        }
        return decoded;
    }

    private static int digit(String coded, int index) throws ObsException {
        int value = index < coded.length() && coded.charAt(index) < 128 ? Character.digit(coded.charAt(index), 16) : -1;
        if (value < 0) {
            throw ObsException.invalidUri(
                    "Couldn't parse the specified URI: a percent sign needs two hexadecimal digits");
        }
        return value;
    }

    /** Encodes all but letters, digits and {@code - _ . ~ / *}. */
    static String encode(String text) {
        StringBuilder coded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean isKept = octet > 0 && (Character.isLetterOrDigit(octet) || KEPT.indexOf(octet) >= 0);
            if (isKept) {
                coded.append((char) octet);
            } else {
                coded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return coded.toString();
    }
}
