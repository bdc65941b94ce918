package io.github.camelmodelarts.text;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Makes foreign text safe for a message or a log line: short, on one line, without control characters. */
public final class Printable {

    /** The limit for a host: as long as a name in DNS can be. Hosts of the API Gateway have 68 characters. */
    public static final int LONGEST_HOST = 255;

    /** Replaces the rest of a text that is cut. */
    static final String CUT = "...";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Printable() {}

    /**
     * The text with control characters, line separators and lone surrogates as escapes with at least four hexadecimal digits, so that it
     * can neither forge a log line nor control a terminal. It is cut where it would become longer than {@code limit} characters. A
     * canonical request that it quotes is cut between two lines.
     */
    public static String of(String text, int limit) {
        if (text.length() <= limit && isPlain(text)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + 16);
        int length = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            String shown = shown(text.codePointAt(i));
            length += shown.codePointCount(0, shown.length());
            if (length > limit) {
                printable.setLength(QuotedRequest.wholeLines(printable));
                return printable.append(CUT).toString();
            }
            printable.append(shown);
        }
        return printable.toString();
    }

    /** The same for the names and values of a server's headers, without a cut: the total size of the headers is limited elsewhere. */
    public static Map<String, String> all(Map<String, String> headers) {
        Map<String, String> printable = new HashMap<>();
        headers.forEach((name, value) -> printable.put(of(name, Integer.MAX_VALUE), of(value, Integer.MAX_VALUE)));
        return printable;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String shown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                "\\u" + HEX.toHexDigits(c, Math.max(4, Integer.toHexString(c).length()));
            default -> Character.toString(c);
        };
    }
}
