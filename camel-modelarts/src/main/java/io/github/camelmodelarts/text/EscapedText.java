package io.github.camelmodelarts.text;

import java.util.Map;

/** Finds ASCII text in other text that may have been written as JSON, URLs or HTML write it, in capitals or not. */
public final class EscapedText {

    private static final int NO = -1;
    /** The text ends within an escape. */
    private static final int CUT = -2;

    private static final int LONGEST_ENTITY = 8;
    private static final Map<String, Integer> ENTITIES =
            Map.of("amp", (int) '&', "lt", (int) '<', "gt", (int) '>', "quot", (int) '"', "apos", (int) '\'');

    private EscapedText() {}

    /**
     * Where a word ends that begins in a text at some place; where the text ends or was cut if that comes within the word, behind as many characters of
     * it as are {@code enough}; -1 if it does not begin there.
     */
    public static int endOf(String word, String text, int at, int enough) {
        int plain = endOf(word, text, at, enough, false);
        return plain >= 0 ? plain : endOf(word, text, at, enough, true);
    }

    private static int endOf(String word, String text, int start, int enough, boolean escaped) {
        int at = start;
        for (int i = 0; i < word.length(); i++) {
            if (at == text.length()) {
                return i >= enough ? at : NO;
            }
            int next = next(text, at, word.charAt(i), escaped);
            if (next == CUT) {
                return i >= enough ? text.length() : NO;
            } else if (next == NO) {
                return i >= enough && text.startsWith(Printable.CUT, at) ? at : NO;
            }
            at = next;
        }
        return at;
    }

    private static int next(String text, int at, char expected, boolean escaped) {
        int plain = isSame(text.charAt(at), expected) ? at + 1 : NO;
        int behindEscape = escaped ? behindEscape(text, at, expected) : NO;
        return behindEscape == NO ? plain : behindEscape;
    }

    private static int behindEscape(String text, int at, char expected) {
        return switch (text.charAt(at)) {
            case '\\' -> backslash(text, at + 1, expected);
            case '%' -> number(text, at + 1, at + 3, 16, expected);
            case '&' -> entity(text, at + 1, expected);
            case '+' -> expected == ' ' ? at + 1 : NO;
            default -> NO;
        };
    }

    private static int backslash(String text, int at, char expected) {
        if (at == text.length()) {
            return CUT;
        }
        return text.charAt(at) == 'u'
                ? number(text, at + 1, at + 5, 16, expected)
                : isSame(text.charAt(at), expected) ? at + 1 : NO;
    }

    private static int entity(String text, int at, char expected) {
        int end = at;
        while (end < text.length() && end - at <= LONGEST_ENTITY && text.charAt(end) != ';') {
            end++;
        }
        if (end == text.length()) {
            return isBeginning(text.substring(at), expected) ? CUT : NO;
        } else if (text.charAt(end) != ';') {
            return NO;
        }
        int named = ENTITIES.getOrDefault(text.substring(at, end), -1);
        boolean hex = text.startsWith("#x", at) || text.startsWith("#X", at);
        int next = named >= 0
                ? (isSame((char) named, expected) ? end : NO)
                : number(text, at + (hex ? 2 : 1), end, hex ? 16 : 10, expected);
        return next < 0 ? next : end + 1;
    }

    private static boolean isBeginning(String rest, char expected) {
        return rest.length() < LONGEST_ENTITY
                && (rest.startsWith("#")
                        || ENTITIES.entrySet().stream()
                                .anyMatch(entity -> entity.getValue() == expected
                                        && entity.getKey().startsWith(rest)));
    }

    private static int number(String text, int from, int to, int radix, char expected) {
        if (to > text.length()) {
            return CUT;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return NO;
            }
            number = number * radix + digit;
        }
        return from < to && isSame((char) number, expected) ? to : NO;
    }

    private static boolean isSame(char one, char other) {
        return Character.toLowerCase(one) == Character.toLowerCase(other);
    }
}
