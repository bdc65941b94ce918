package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Validates path and query and encodes them as they are sent, so that the gateway derives from the request the same
 * form that was signed. The rules are those of Huawei's "Signing Algorithm for API Requests". Where the official
 * signers disagree, only a form that all of them treat the same is accepted.
 */
final class RequestTarget {

    /** The gateway rejects longer addresses (API Gateway, error codes: APIG.0201, 414). */
    private static final int LONGEST = 32 * 1024;

    private static final String LEGAL = "-._~!$&'()*+,;=:@/%";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestTarget() {}

    /**
     * Returns the target as it is sent.
     *
     * @throws ModelArtsRequestException if it is refused; its message continues "The address https://host ..."
     */
    static String checked(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        requireNoFragment(target);
        String wirePath = encoded(path, "path");
        requirePlainPath(wirePath);
        String wireQuery = encoded(query, "query");
        requirePlainQuery(wireQuery);
        String wire = mark < 0 ? wirePath : wirePath + "?" + wireQuery;
        if (wire.length() > LONGEST) {
            throw new ModelArtsRequestException(
                    "is longer than 32 KiB with its path and query, which the gateway rejects: send long data in the"
                            + " body");
        }
        return wire;
    }

    private static void requireNoFragment(String target) {
        if (target.indexOf('#') >= 0) {
            throw new ModelArtsRequestException(
                    "contains a fragment (#), which is never sent: remove it, or write %23 if the service expects"
                            + " this character");
        }
    }

    private static void requirePlainPath(String path) {
        if (path.startsWith("//") || path.endsWith("//")) {
            throw new ModelArtsRequestException(
                    "has a path that begins or ends with //, which signers and the gateway interpret differently:"
                            + " write a single /");
        }
        for (String segment : decoded(path, "path").split("/", -1)) {
            // some servers take the text after a semicolon as parameters and remove it
            String name = segment.split(";", 2)[0];
            if (name.equals(".") || name.equals("..")) {
                throw new ModelArtsRequestException("has a path with the element . or .., which servers resolve"
                        + " differently: write the path without it");
            }
        }
    }

    @SuppressWarnings("OrphanedFormatString") // percent escapes
    private static void requirePlainQuery(String query) {
        decoded(query, "query");
        if (query.indexOf('+') >= 0) {
            throw new ModelArtsRequestException(
                    "has a + in its query, which some servers read as a blank: write %20 for a blank or %2B for a"
                            + " plus");
        }
        if (query.indexOf(';') >= 0) {
            throw new ModelArtsRequestException(
                    "has a ; in its query, which some servers read as a separator: write" + " %3B");
        }
        for (String item : query.split("&", -1)) {
            if (item.startsWith("=")) {
                throw new ModelArtsRequestException("has a query with a value but no name: write name=value");
            }
        }
    }

    /** Percent-encodes characters that are not allowed in a URL, and refuses those that are certainly a mistake. */
    private static String encoded(String text, String where) {
        StringBuilder wire = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            int type = Character.getType(c);
            if (Character.isISOControl(c)
                    || c == '\\'
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                throw new ModelArtsRequestException(
                        "has a " + where + " with the character U+" + String.format("%04X", c)
                                + ", which is not allowed in a URL: remove it, or percent-encode it if the service"
                                + " expects it");
            }
            if (isLegal(c) || (c == '?' && where.equals("query"))) {
                wire.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    wire.append('%').append(HEX.toHexDigits(octet));
                }
            }
        }
        return wire.toString();
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || LEGAL.indexOf(c) >= 0;
    }

    private static String decoded(String wire, String where) {
        ByteBuffer octets = ByteBuffer.allocate(wire.length());
        for (int i = 0; i < wire.length(); i++) {
            char c = wire.charAt(i);
            if (c != '%') {
                octets.put((byte) c);
                continue;
            }
            if (i + 2 >= wire.length()
                    || !HexFormat.isHexDigit(wire.charAt(i + 1))
                    || !HexFormat.isHexDigit(wire.charAt(i + 2))) {
                throw new ModelArtsRequestException("has a " + where
                        + " with a % that does not begin a percent escape: write %25 for the character itself");
            }
            octets.put((byte) HexFormat.fromHexDigits(wire, i + 1, i + 3));
            i += 2;
        }
        try {
            CharBuffer characters = StandardCharsets.UTF_8.newDecoder().decode(octets.flip());
            return characters.toString();
        } catch (CharacterCodingException e) {
            throw new ModelArtsRequestException(
                    "has a " + where + " whose percent escapes are not UTF-8: encode its characters as UTF-8", e);
        }
    }
}
